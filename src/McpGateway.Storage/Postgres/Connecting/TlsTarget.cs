using System.Net.Security;
using System.Security.Authentication;
using Npgsql;

namespace McpGateway.Storage.Postgres.Connecting;

/// <summary>What of TLS the driver's connection string cannot say.</summary>
/// <param name="TrustsSystem">
/// Whether certificates are checked, host name included, against the system's authorities whatever files there are.
/// </param>
/// <param name="Protocols">Versions of TLS; none for the system's choice.</param>
/// <param name="HidesCertificate">Whether a client certificate at its usual place is not shown to the server.</param>
internal sealed record TlsTarget(bool TrustsSystem, SslProtocols Protocols, bool HidesCertificate)
{
    private const string Modes = "disable, allow, prefer, require, verify-ca or verify-full";

    public bool IsPlain => !TrustsSystem && Protocols == SslProtocols.None && !HidesCertificate;

    public void Apply(SslClientAuthenticationOptions options)
    {
        if (TrustsSystem)
        {
            options.RemoteCertificateValidationCallback = static (_, _, _, errors) => errors == SslPolicyErrors.None;
        }

        if (Protocols != SslProtocols.None)
        {
            options.EnabledSslProtocols = Protocols;
        }

        if (HidesCertificate)
        {
            options.ClientCertificateContext = null;
        }
    }

    /// <exception cref="ConnectionTextException">What is stated cannot be honoured.</exception>
    public static TlsTarget Read(ConnectionParameters stated, NpgsqlConnectionStringBuilder settings, PostgresSurroundings around)
    {
        if (stated.OneOf<SslNegotiation>("sslnegotiation", "postgres or direct") is { } negotiation)
        {
            settings.SslNegotiation = negotiation;
        }

        var mode = stated.OneOf<SslMode>("sslmode", Modes);
        var trustsSystem = ReadAuthorities(stated, settings, around, ref mode);
        if (mode is { } known)
        {
            settings.SslMode = known;
        }

        if (settings.SslNegotiation == SslNegotiation.Direct && settings.SslMode is SslMode.Disable or SslMode.Allow or SslMode.Prefer
            && stated["sslnegotiation"] is not null)
        {
            throw ConnectionParameters.Wrong("sslnegotiation", "needs sslmode=require, verify-ca or verify-full to be direct");
        }

        var hides = ReadCertificate(stated, settings);
        return new(trustsSystem, ProtocolsOf(stated), hides);
    }

    /// <returns>Whether the system's authorities are asked for by name.</returns>
    private static bool ReadAuthorities(
        ConnectionParameters stated, NpgsqlConnectionStringBuilder settings, PostgresSurroundings around, ref SslMode? mode)
    {
        if (stated["sslrootcert"] is not { } file)
        {
            // As libpq: where the user has authorities at their usual place, require checks against them.
            mode = mode == SslMode.Require && around.AtHome(".postgresql", "root.crt") is not null ? SslMode.VerifyCA : mode;
            return false;
        }

        if (file == "system")
        {
            if (mode is not (null or SslMode.VerifyFull))
            {
                throw ConnectionParameters.Wrong("sslrootcert", "is 'system' and needs sslmode=verify-full");
            }

            // The driver would look for files first; what it does not check with this mode is checked by Apply.
            mode = SslMode.Require;
            return true;
        }

        if (mode == SslMode.Disable)
        {
            return false;
        }

        if (mode is null or SslMode.Allow or SslMode.Prefer)
        {
            throw ConnectionParameters.Wrong(
                "sslrootcert", "is checked only with sslmode=verify-full (or verify-ca, or require): state one of them, or leave it out");
        }

        StatedFile.RequireCertificates("sslrootcert", file);
        settings.RootCertificate = file;
        mode = mode == SslMode.Require ? SslMode.VerifyCA : mode;
        return false;
    }

    /// <returns>Whether a certificate that the driver would find by itself is to be held back.</returns>
    private static bool ReadCertificate(ConnectionParameters stated, NpgsqlConnectionStringBuilder settings)
    {
        switch (stated["sslcertmode"])
        {
            case null or "allow":
                break;
            case "disable":
                return true;
            default:
                throw ConnectionParameters.Wrong(
                    "sslcertmode",
                    "must be disable or allow (that the server asks for a certificate is the server's setting: clientcert in pg_hba.conf)");
        }

        if (stated["sslcert"] is { } certificate)
        {
            StatedFile.RequireReadable("sslcert", certificate);
            settings.SslCertificate = certificate;
        }

        if (stated["sslkey"] is { } key)
        {
            StatedFile.RequirePrivate("sslkey", key);
            settings.SslKey = key;
        }

        if (stated["sslpassword"] is { } password)
        {
            settings.SslPassword = password;
        }

        return false;
    }

    private static SslProtocols ProtocolsOf(ConnectionParameters stated)
    {
        var least = stated["ssl_min_protocol_version"]?.ToUpperInvariant() switch
        {
            null or "TLSV1" or "TLSV1.1" => 0,
            "TLSV1.2" => 2,
            "TLSV1.3" => 3,
            _ => throw ConnectionParameters.Wrong("ssl_min_protocol_version", "must be TLSv1.2 or TLSv1.3"),
        };
        var most = stated["ssl_max_protocol_version"]?.ToUpperInvariant() switch
        {
            null or "TLSV1.3" => 3,
            "TLSV1.2" => 2,
            _ => throw ConnectionParameters.Wrong("ssl_max_protocol_version", "must be TLSv1.2 or TLSv1.3: older ones are not spoken"),
        };
#pragma warning disable CA5398 // stated by the operator; otherwise the system chooses
        return (least, most) switch
        {
            (3, 2) => throw ConnectionParameters.Wrong("ssl_max_protocol_version", "is lower than ssl_min_protocol_version"),
            (_, 2) => SslProtocols.Tls12,
            (3, _) => SslProtocols.Tls13,
            (2, _) => SslProtocols.Tls12 | SslProtocols.Tls13,
            _ => SslProtocols.None,
        };
#pragma warning restore CA5398
    }
}
