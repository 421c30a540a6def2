using System.Security.Cryptography;
using McpGateway.Foundation.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Foundation;

/// <summary>Where the master key comes from, and that it is the same everywhere it should be.</summary>
public sealed class SecretsServicesTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("mcp-secrets-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public void Protector_WithASecretKey_IsTheSameOnEveryReplicaAndKeepsNoFile()
    {
        var sealedData = Protector("a key that every replica is given").Protect("p", [1, 2, 3]);

        Assert.Equal([1, 2, 3], Protector("a key that every replica is given").Unprotect("p", sealedData));
        Assert.Null(Protector("another key that is long enough").Unprotect("p", sealedData));
        Assert.Empty(_data.GetFiles());
    }

    [Fact]
    public void Protector_WithoutASecretKey_KeepsOneInTheDataDirectory()
    {
        var sealedData = Protector(null).Protect("p", [4]);

        Assert.Equal([4], Protector(null).Unprotect("p", sealedData));
        Assert.Single(_data.GetFiles());
    }

    [Theory]
    [InlineData("short")]
    [InlineData("               ")]
    public void Options_KeyThatCanBeGuessed_StopsTheStart(string key) =>
        Assert.Contains("SECRET_KEY", Assert.ThrowsAny<OptionsValidationException>(() => Protector(key)).Message, StringComparison.Ordinal);

    [Fact]
    public void DeriveKey_FromOneMaster_IsStableAndOfFullLength()
    {
        var one = Protector("a key that every replica is given").DeriveKey("sessions");

        Assert.Equal(32, one.Length);
        Assert.True(CryptographicOperations.FixedTimeEquals(one, Protector("a key that every replica is given").DeriveKey("sessions")));
        Assert.False(CryptographicOperations.FixedTimeEquals(one, Protector("a key that every replica is given").DeriveKey("session")));
    }

    private ISecretProtector Protector(string? secretKey)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection([new("SECRET_KEY", secretKey), new("DATA_DIR", _data.FullName)]).Build());
        services.AddSecrets();
        return services.BuildServiceProvider().GetRequiredService<ISecretProtector>();
    }
}
