using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using McpGateway.Host.Settings;
using McpGateway.Tests.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace McpGateway.IntegrationTests.Start;

public sealed class CertificateSettingsTests : IDisposable
{
    private const string Password = "s3cret";
    private const string Section = "Kestrel:Endpoints:S:Certificate";

    private readonly TemporaryDirectory _directory = new();

    public CertificateSettingsTests()
    {
        using var key = RSA.Create(2048);
        using var other = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = SelfSigned(new("CN=a.test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        using var curved = SelfSigned(new("CN=a.test", curve, HashAlgorithmName.SHA256));
        File.WriteAllBytes(Place("bundle.pfx"), certificate.Export(X509ContentType.Pkcs12, Password));
        File.WriteAllBytes(Place("open.pfx"), certificate.Export(X509ContentType.Pkcs12));
        File.WriteAllText(Place("cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllBytes(Place("cert.der"), certificate.Export(X509ContentType.Cert));
        File.WriteAllText(Place("key.pem"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Place("locked.pem"), key.ExportEncryptedPkcs8PrivateKeyPem(
            Password, new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
        File.WriteAllText(Place("other.pem"), other.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Place("curve-cert.pem"), curved.ExportCertificatePem());
        File.WriteAllText(Place("curve-key.pem"), curve.ExportECPrivateKeyPem());
        File.WriteAllText(Place("garbage"), "no certificate\n");
    }

    [Theory]
    [InlineData("bundle.pfx", null, Password)]
    [InlineData("open.pfx", null, null)]
    [InlineData("cert.pem", "key.pem", null)]
    [InlineData("cert.der", "key.pem", null)]
    [InlineData("cert.pem", "locked.pem", Password)]
    [InlineData("curve-cert.pem", "curve-key.pem", null)]
    public void Problems_OfACertificateThatServes_AreNone(string path, string? keyPath, string? password) =>
        Assert.Empty(Problems(Section, path, keyPath, password));

    [Theory]
    [InlineData("garbage", null, null, "Path")]
    [InlineData("bundle.pfx", null, "wrong", "Path")]
    [InlineData("cert.pem", null, null, "Path")]
    [InlineData("garbage", "key.pem", null, "Path")]
    [InlineData("missing.pem", "key.pem", null, "Path")]
    [InlineData("cert.pem", "missing.pem", null, "KeyPath")]
    [InlineData("cert.pem", "garbage", null, "KeyPath")]
    [InlineData("cert.pem", "other.pem", null, "KeyPath")]
    [InlineData("cert.pem", "curve-key.pem", null, "KeyPath")]
    [InlineData("cert.pem", "locked.pem", "wrong", "KeyPath")]
    [InlineData("cert.pem", "locked.pem", null, "KeyPath")]
    public void Problems_OfACertificateThatDoesNot_NameTheKeyAndTheFile(string path, string? keyPath, string? password, string key)
    {
        var problem = Assert.Single(Problems(Section, path, keyPath, password));

        Assert.StartsWith($"{Section}:{key} names '{Place(key == "Path" ? path : keyPath!)}'", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Kestrel:Endpoints:S:Certificate")]
    [InlineData("Kestrel:Endpoints:S:Sni:a.test:Certificate")]
    [InlineData("Kestrel:Certificates:Default")]
    public void Check_CertificateAnywhere_IsJudgedBeforeAnythingListens(string section)
    {
        var configuration = Configuration(section, "garbage", null, null);

        var refused = Assert.Throws<OptionsValidationException>(() => HostSettings.Check(configuration));

        Assert.StartsWith(section + ":Path names", Assert.Single(refused.Failures), StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Dispose();

    private string Place(string name) => Path.Combine(_directory.Path, name);

    private IEnumerable<string> Problems(string section, string path, string? keyPath, string? password) =>
        CertificateSettings.Problems(Configuration(section, path, keyPath, password));

    private IConfiguration Configuration(string section, string path, string? keyPath, string? password) => new ConfigurationBuilder()
        .AddInMemoryCollection(
        [
            new("Kestrel:Endpoints:S:Url", "https://127.0.0.1:0"), new(section + ":Path", Place(path)),
            new(section + ":KeyPath", keyPath is null ? null : Place(keyPath)), new(section + ":Password", password),
        ])
        .Build();

    private static X509Certificate2 SelfSigned(CertificateRequest request) =>
        request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
}
