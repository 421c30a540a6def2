using System.Collections.Frozen;

namespace McpGateway.Storage.Postgres.Connecting;

/// <summary>What the product does with a parameter of libpq.</summary>
internal enum ParameterUse
{
    /// <summary>Handed to the driver, or checked by <see cref="TargetReader"/>.</summary>
    Honoured,

    /// <summary>It changes nothing that matters here; the log says so once.</summary>
    WithoutEffect,

    /// <summary>The start is refused.</summary>
    Refused,
}

/// <summary>One parameter of libpq.</summary>
/// <param name="Name">Its keyword.</param>
/// <param name="Variable">The variable that sets it where the text does not; null for none.</param>
/// <param name="Use">What becomes of it.</param>
/// <param name="Advice">What to do instead, or why it has no effect: a clause.</param>
/// <param name="Harmless">Values that ask for nothing which is not done anyway.</param>
internal sealed record LibpqParameter(string Name, string? Variable, ParameterUse Use, string Advice, params string[] Harmless);

/// <summary>
/// Every parameter of libpq up to PostgreSQL 18
/// (<see href="https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS"/>), and the driver's names for the same.
/// </summary>
internal static class LibpqParameters
{
    private const string NoLists =
        "lists of revoked certificates are not read; 'Check Certificate Revocation=true' asks the authority";

    private const string NoOAuth = "OAuth is not spoken with PostgreSQL; use a password or a client certificate";

    private static readonly LibpqParameter[] All =
    [
        .. Places(), .. Credentials(), .. Network(), .. Encryption(), .. Others(),
    ];

    private static readonly FrozenDictionary<string, LibpqParameter> ByName = All.ToFrozenDictionary(
        parameter => parameter.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The driver's names, without spaces, where libpq has one for the same.</summary>
    private static readonly FrozenDictionary<string, string> Aliases = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["server"] = "host",
        ["database"] = "dbname",
        ["db"] = "dbname",
        ["username"] = "user",
        ["userid"] = "user",
        ["uid"] = "user",
        ["psw"] = "password",
        ["pwd"] = "password",
        ["timeout"] = "connect_timeout",
        ["applicationname"] = "application_name",
        ["clientencoding"] = "client_encoding",
        ["encoding"] = "client_encoding",
        ["sslcertificate"] = "sslcert",
        ["rootcertificate"] = "sslrootcert",
        ["gssencryptionmode"] = "gssencmode",
        ["kerberosservicename"] = "krbsrvname",
        ["channelbinding"] = "channel_binding",
        ["requireauth"] = "require_auth",
        ["targetsessionattributes"] = "target_session_attrs",
        ["loadbalancehosts"] = "load_balance_hosts",
        ["tcpkeepalive"] = "keepalives",
        ["tcpkeepalivetime"] = "keepalives_idle",
        ["tcpkeepaliveinterval"] = "keepalives_interval",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>What other clients' addresses carry, and what it is here.</summary>
    private static readonly FrozenDictionary<string, string> Foreign = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["pgbouncer"] = "leave it out, a pooler is recognised",
        ["schema"] = "write options=-csearch_path=NAME instead",
        ["currentSchema"] = "write options=-csearch_path=NAME instead",
        ["connection_limit"] = "set Storage__MaxConnections instead",
        ["pool_timeout"] = "leave it out",
        ["ssl"] = "write sslmode=require, or better verify-full, instead",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The variables that count, in the order of their parameters.</summary>
    public static IReadOnlyList<string> Variables { get; } =
        [.. All.Select(parameter => parameter.Variable).OfType<string>(), "PGSERVICEFILE", "PGSYSCONFDIR", "PGREQUIRESSL"];

    public static IReadOnlyList<LibpqParameter> Listed => All;

    /// <summary>The parameter that is meant; null when libpq has none like it.</summary>
    public static LibpqParameter? Find(string name)
    {
        var compact = name.Replace(" ", "", StringComparison.Ordinal);
        return ByName.GetValueOrDefault(Aliases.GetValueOrDefault(compact, compact));
    }

    /// <summary>What to do about a name that nobody here knows.</summary>
    public static string AdviceFor(string name) => Foreign.GetValueOrDefault(name)
        ?? "check its spelling, or leave it out (docs/guides/operations.md lists what there is)";

    private static IEnumerable<LibpqParameter> Places() =>
    [
        Honoured("service", "PGSERVICE"),
        Honoured("servicefile", null),
        Honoured("host", "PGHOST"),
        Honoured("hostaddr", "PGHOSTADDR"),
        Honoured("port", "PGPORT"),
        Honoured("dbname", "PGDATABASE"),
        Honoured("target_session_attrs", "PGTARGETSESSIONATTRS"),
        Honoured("load_balance_hosts", "PGLOADBALANCEHOSTS"),
    ];

    private static IEnumerable<LibpqParameter> Credentials() =>
    [
        Honoured("user", "PGUSER"),
        Honoured("password", "PGPASSWORD"),
        Honoured("passfile", "PGPASSFILE"),
        Honoured("require_auth", "PGREQUIREAUTH"),
        Honoured("channel_binding", "PGCHANNELBINDING"),
        Honoured("krbsrvname", "PGKRBSRVNAME"),
        Refused("requirepeer", "PGREQUIREPEER", "who owns a socket is not checked; use TLS with sslmode=verify-full"),
        Refused("gsslib", "PGGSSLIB", "leave it out, the system's library is used", "gssapi"),
        Refused("gssdelegation", "PGGSSDELEGATION", "credentials are not delegated; leave it out", "0"),
        Refused("scram_client_key", null, "state the password instead"),
        Refused("scram_server_key", null, "state the password instead"),
        Refused("oauth_issuer", null, NoOAuth),
        Refused("oauth_client_id", null, NoOAuth),
        Refused("oauth_client_secret", null, NoOAuth),
        Refused("oauth_scope", null, NoOAuth),
    ];

    private static IEnumerable<LibpqParameter> Network() =>
    [
        Honoured("connect_timeout", "PGCONNECT_TIMEOUT"),
        Honoured("keepalives", null),
        Honoured("keepalives_idle", null),
        Honoured("keepalives_interval", null),
        WithoutEffect("keepalives_count", null, "idle connections are asked for an answer every 15 s, whatever the system's count"),
        WithoutEffect("tcp_user_timeout", null, "statements have time limits of their own", "0"),
    ];

    private static IEnumerable<LibpqParameter> Encryption() =>
    [
        Honoured("sslmode", "PGSSLMODE"),
        Honoured("requiressl", null),
        Honoured("sslnegotiation", "PGSSLNEGOTIATION"),
        Honoured("sslcert", "PGSSLCERT"),
        Honoured("sslkey", "PGSSLKEY"),
        Honoured("sslpassword", null),
        Honoured("sslcertmode", "PGSSLCERTMODE"),
        Honoured("sslrootcert", "PGSSLROOTCERT"),
        Honoured("ssl_min_protocol_version", "PGSSLMINPROTOCOLVERSION"),
        Honoured("ssl_max_protocol_version", "PGSSLMAXPROTOCOLVERSION"),
        Honoured("gssencmode", "PGGSSENCMODE"),
        Refused("sslcrl", "PGSSLCRL", NoLists),
        Refused("sslcrldir", "PGSSLCRLDIR", NoLists),
        Refused("sslsni", "PGSSLSNI", "the host's name is always sent; leave it out", "1"),
        Refused("sslkeylogfile", null, "it would write the keys of the connection to a file; leave it out"),
        WithoutEffect("sslcompression", "PGSSLCOMPRESSION", "TLS is not compressed any more", "0"),
    ];

    private static IEnumerable<LibpqParameter> Others() =>
    [
        Honoured("options", "PGOPTIONS"),
        Honoured("application_name", "PGAPPNAME"),
        Honoured("fallback_application_name", null),
        Honoured("client_encoding", "PGCLIENTENCODING"),
        Refused("min_protocol_version", "PGMINPROTOCOLVERSION", "version 3.0 of the protocol is spoken; leave it out", "3.0"),
        WithoutEffect("max_protocol_version", "PGMAXPROTOCOLVERSION", "version 3.0 of the protocol is spoken", "3.0", "3.2", "latest"),
        Refused("replication", null, "leave it out", "false", "off", "no", "0"),
    ];

    private static LibpqParameter Honoured(string name, string? variable) => new(name, variable, ParameterUse.Honoured, "");

    private static LibpqParameter Refused(string name, string? variable, string advice, params string[] harmless) =>
        new(name, variable, ParameterUse.Refused, advice, harmless);

    private static LibpqParameter WithoutEffect(string name, string? variable, string why, params string[] harmless) =>
        new(name, variable, ParameterUse.WithoutEffect, why, harmless);
}
