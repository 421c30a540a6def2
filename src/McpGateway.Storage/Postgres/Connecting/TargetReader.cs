using System.Globalization;
using Npgsql;

namespace McpGateway.Storage.Postgres.Connecting;

/// <summary>Turns what is stated into what the driver understands.</summary>
internal sealed class TargetReader(ConnectionParameters stated, PostgresSurroundings around)
{
    /// <summary>Seconds; the driver's own limit.</summary>
    private const int LongestTimeout = 1024;

    private readonly NpgsqlConnectionStringBuilder _settings = [];

    public PostgresTarget Read()
    {
        ReadOfTheDriver();
        var hosts = HostList.Read(stated);
        ReadPlace(hosts);
        ReadCredentials();
        ReadNetwork();
        ReadSession();
        var tls = TlsTarget.Read(stated, _settings, around);
        return new(_settings, SessionOf(hosts), tls, stated.Notes)
        {
            Description = $"{string.Join(" or ", hosts.Items.Select(static item => Invariant($"{item.Host}:{item.Port}")))}, "
                + $"database {_settings.Database ?? _settings.Username ?? "of the user's name"}",
        };
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void ReadOfTheDriver()
    {
        foreach (var (name, value) in stated.OfTheDriver.Where(static pair => pair.Value.Length > 0))
        {
            try
            {
                _settings[name] = value;
            }
            catch (Exception failure) when (failure is ArgumentException or FormatException or OverflowException or InvalidCastException
                or KeyNotFoundException or NotSupportedException)
            {
                throw new ConnectionTextException($"has the parameter '{Shown.Name(name)}' with a value that it cannot have.");
            }
        }
    }

    private void ReadPlace(HostList hosts)
    {
        if (hosts.IsMany)
        {
            _settings.Host = hosts.Joined;
        }
        else
        {
            (_settings.Host, _settings.Port) = (hosts.First, hosts.Items[0].Port);
        }

        Pass("dbname", value => _settings.Database = value);
        switch (stated["load_balance_hosts"]?.ToUpperInvariant())
        {
            case null:
                break;
            case "RANDOM" or "TRUE":
                _settings.LoadBalanceHosts = true;
                break;
            case "DISABLE" or "FALSE":
                _settings.LoadBalanceHosts = false;
                break;
            default:
                throw ConnectionParameters.Wrong("load_balance_hosts", "must be disable or random");
        }
    }

    private TargetSessionAttributes? SessionOf(HostList hosts) => stated["target_session_attrs"]?.ToUpperInvariant() switch
    {
        // The gateway writes: of several servers it needs the one that can be written to.
        null => hosts.IsMany ? TargetSessionAttributes.ReadWrite : null,
        "ANY" => hosts.IsMany ? TargetSessionAttributes.Any : null,
        "READ-WRITE" or "READWRITE" => TargetSessionAttributes.ReadWrite,
        "PRIMARY" => TargetSessionAttributes.Primary,
        "PREFER-PRIMARY" or "PREFERPRIMARY" => TargetSessionAttributes.PreferPrimary,
        _ => throw ConnectionParameters.Wrong("target_session_attrs", "must be read-write, primary or any, because the gateway writes"),
    };

    private void ReadCredentials()
    {
        Pass("user", value => _settings.Username = value);
        Pass("password", value => _settings.Password = value);
        Pass("krbsrvname", value => _settings.KerberosServiceName = value);
        if (stated["passfile"] is { } file)
        {
            StatedFile.RequirePrivate("passfile", file);
            _settings.Passfile = file;
        }

        if (stated.OneOf<ChannelBinding>("channel_binding", "disable, prefer or require") is { } binding)
        {
            _settings.ChannelBinding = binding;
        }

        if (stated.OneOf<GssEncryptionMode>("gssencmode", "disable, prefer or require") is { } encryption)
        {
            _settings.GssEncryptionMode = encryption;
        }

        if (stated["require_auth"] is { } methods)
        {
            ReadMethods(methods);
        }
    }

    private void ReadMethods(string methods)
    {
        var names = methods.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(static method =>
            (method.StartsWith('!') ? "!" : "") + method.TrimStart('!').ToUpperInvariant() switch
            {
                "PASSWORD" => "Password",
                "MD5" => "MD5",
                "GSS" => "GSS",
                "SSPI" => "SSPI",
                "SCRAM-SHA-256" or "SCRAMSHA256" => "ScramSHA256",
                "NONE" => "None",
                _ => throw ConnectionParameters.Wrong(
                    "require_auth", "must have methods of: password, md5, gss, sspi, scram-sha-256, none; each or none of them with '!'"),
            });
        try
        {
            _settings.RequireAuth = string.Join(',', names);
        }
        catch (ArgumentException)
        {
            throw ConnectionParameters.Wrong("require_auth", "must allow some method, and have '!' before all methods or before none");
        }
    }

    private void ReadNetwork()
    {
        if (stated.Number("connect_timeout", -1, LongestTimeout) is { } seconds)
        {
            // As libpq: nothing and less is no limit.
            _settings.Timeout = Math.Max(seconds, 0);
        }

        if (stated.Switch("keepalives") is { } keeps)
        {
            _settings.TcpKeepAlive = keeps;
        }

        if (stated.Switch("keepalives") is false)
        {
            return;
        }

        var idle = stated.Number("keepalives_idle", 0, int.MaxValue / 1000) is > 0 and var time ? time : (int?)null;
        var interval = stated.Number("keepalives_interval", 0, int.MaxValue / 1000) is > 0 and var pause ? pause : (int?)null;
        if (idle is not null || interval is not null)
        {
            _settings.TcpKeepAlive = true;
            _settings.TcpKeepAliveTime = idle ?? interval!.Value;
            _settings.TcpKeepAliveInterval = interval ?? 0;
        }
    }

    private void ReadSession()
    {
        Pass("options", value => _settings.Options = value);
        if ((stated["application_name"] ?? stated["fallback_application_name"]) is { } name)
        {
            _settings.ApplicationName = name;
        }

        var encoding = stated["client_encoding"]?.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
        if (encoding is not (null or "UTF8" or "AUTO" or "UNICODE"))
        {
            throw ConnectionParameters.Wrong("client_encoding", "must be UTF8, which is all that the gateway speaks: leave it out");
        }
    }

    private void Pass(string name, Action<string> set)
    {
        if (stated[name] is { } value)
        {
            set(value);
        }
    }
}
