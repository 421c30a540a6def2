using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using McpGateway.Foundation;

namespace McpGateway.Storage.MongoDB.Connecting;

/// <summary>The authorities of a file, and no others, vouch for a server.</summary>
internal sealed class TlsTrust
{
    /// <summary>Under this name AWS gives out the authorities of DocumentDB, and the Python product expects them.</summary>
    public const string UsualFile = "global-bundle.pem";

    private readonly X509Certificate2Collection _roots;

    private TlsTrust(X509Certificate2Collection roots) => _roots = roots;

    /// <exception cref="StartRefusedException">There are none in the file.</exception>
    public static TlsTrust Read(string file, string setting)
    {
        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPemFile(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new StartRefusedException($"{setting}: {file} cannot be read ({failure.Message.TrimEnd('.')}).", failure);
        }

        return roots.Count > 0 ? new(roots) : throw new StartRefusedException($"{setting}: {file} has no certificate in PEM.");
    }

    /// <summary>The host's name is still the framework's to judge: only whom the chain ends with is judged here.</summary>
    public bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(_roots);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (chain is not null)
        {
            foreach (var element in chain.ChainElements)
            {
                own.ChainPolicy.ExtraStore.Add(element.Certificate);
            }
        }

        return own.Build(new X509Certificate2(certificate));
    }
}
