using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace McpGateway.Storage.Postgres.Connecting;

/// <summary>Checks of files that a connection names: what is missing is told at start, and not left out.</summary>
internal static class StatedFile
{
    /// <exception cref="ConnectionTextException">It cannot be read.</exception>
    public static void RequireReadable(string name, string file)
    {
        try
        {
            using var opened = File.OpenRead(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw ConnectionParameters.Wrong(
                name,
                File.Exists(file)
                    ? $"names the file '{file}' that cannot be read: allow the gateway's user to read it"
                    : $"names the file '{file}' that does not exist: correct the path");
        }
    }

    /// <summary>As libpq, but that a group may read it: mounted secrets are so.</summary>
    /// <exception cref="ConnectionTextException">It cannot be read, or others can.</exception>
    public static void RequirePrivate(string name, string file)
    {
        RequireReadable(name, file);
        const UnixFileMode Open = UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & Open) != 0)
        {
            throw ConnectionParameters.Wrong(name, $"names the file '{file}' that other users can read or change: chmod 600 it");
        }
    }

    /// <exception cref="ConnectionTextException">It has no certificate.</exception>
    public static void RequireCertificates(string name, string file)
    {
        RequireReadable(name, file);
        if (Path.GetExtension(file).Equals(".pfx", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPemFile(file);
        }
        catch (CryptographicException)
        {
            // Said below.
        }

        var any = certificates.Count > 0;
        foreach (var certificate in certificates)
        {
            certificate.Dispose();
        }

        if (!any)
        {
            throw ConnectionParameters.Wrong(name, $"names the file '{file}' that has no certificate: it must be PEM, or .pfx");
        }
    }
}
