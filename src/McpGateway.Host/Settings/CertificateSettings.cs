using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace McpGateway.Host.Settings;

/// <summary>
/// Judges the certificates that the configuration names, before anything listens: the web server, which loads them in the same way, says
/// what is wrong with a file and not which setting names it.
/// </summary>
internal static class CertificateSettings
{
    private static readonly string[] FileKeys = ["Path", "KeyPath"];

    public static IEnumerable<string> Problems(IConfiguration configuration) =>
        Sections(configuration).Select(ProblemOf).OfType<string>();

    /// <summary>The sections that describe a certificate, of endpoints, of the names within them, and the default.</summary>
    public static IEnumerable<IConfigurationSection> Sections(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().ToArray();
        return endpoints
            .Concat(endpoints.SelectMany(static endpoint => endpoint.GetSection("Sni").GetChildren()))
            .Select(static owner => owner.GetSection("Certificate"))
            .Concat(configuration.GetSection("Kestrel:Certificates").GetChildren())
            .Where(static certificate => certificate.GetChildren().Any());
    }

    private static string? ProblemOf(IConfigurationSection certificate) =>
        FileKeys.Select(key => MissingFile(certificate, key)).FirstOrDefault(static problem => problem is not null)
        ?? (string.IsNullOrEmpty(certificate["Path"]) ? null : UnusableFile(certificate));

    private static string? MissingFile(IConfigurationSection certificate, string key) =>
        certificate[key] is { Length: > 0 } path && !File.Exists(Place(path))
            ? $"{certificate.Path}:{key} names '{path}', where there is no file. Correct the path, or remove the setting."
            : null;

    private static string? UnusableFile(IConfigurationSection certificate)
    {
        var (path, keyPath) = (certificate["Path"]!, certificate["KeyPath"]);
        try
        {
            return string.IsNullOrEmpty(keyPath)
                ? ProblemOfBundle(certificate, path)
                : ProblemOfPair(certificate, path, keyPath);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"{certificate.Path}:Path names '{path}' (KeyPath '{keyPath}'), which cannot be read. Let the gateway read the file.";
        }
    }

    private static string? ProblemOfBundle(IConfigurationSection certificate, string path)
    {
        try
        {
            using var bundle = X509CertificateLoader.LoadPkcs12FromFile(Place(path), certificate["Password"]);
            return null;
        }
        catch (CryptographicException)
        {
            return $"{certificate.Path}:Path names '{path}', which is no PKCS #12 file (.pfx) that {certificate.Path}:Password opens. "
                + "A certificate in PEM needs its key's file as KeyPath too.";
        }
    }

    private static string? ProblemOfPair(IConfigurationSection certificate, string path, string keyPath)
    {
        X509Certificate2 loaded;
        try
        {
            loaded = X509CertificateLoader.LoadCertificateFromFile(Place(path));
        }
        catch (CryptographicException)
        {
            return $"{certificate.Path}:Path names '{path}', which holds no certificate. It must be a certificate in PEM or DER.";
        }

        using (loaded)
        {
            try
            {
                AttachKey(loaded, File.ReadAllText(Place(keyPath)), certificate["Password"]);
                return null;
            }
            catch (Exception failure) when (failure is CryptographicException or ArgumentException)
            {
                return $"{certificate.Path}:KeyPath names '{keyPath}', which holds no private key of the certificate in Path. It must be "
                    + $"that key in PEM; {certificate.Path}:Password opens an encrypted one.";
            }
        }
    }

    /// <exception cref="CryptographicException">The key cannot be read.</exception>
    /// <exception cref="ArgumentException">It is not the certificate's, or in no PEM that is understood.</exception>
    private static void AttachKey(X509Certificate2 certificate, string pem, string? password)
    {
        if (certificate.GetRSAPublicKey() is { } rsaPublic)
        {
            rsaPublic.Dispose();
            using var rsa = RSA.Create();
            Import(rsa, pem, password);
            certificate.CopyWithPrivateKey(rsa).Dispose();
        }
        else if (certificate.GetECDsaPublicKey() is { } ecPublic)
        {
            ecPublic.Dispose();
            using var ec = ECDsa.Create();
            Import(ec, pem, password);
            certificate.CopyWithPrivateKey(ec).Dispose();
        }
    }

    private static void Import(AsymmetricAlgorithm key, string pem, string? password)
    {
        if (password is null)
        {
            key.ImportFromPem(pem);
        }
        else
        {
            key.ImportFromEncryptedPem(pem, password);
        }
    }

    /// <summary>Relative paths start where the settings file lies.</summary>
    private static string Place(string path) => Path.Combine(AppContext.BaseDirectory, path);
}
