using McpGateway.Foundation;
using McpGateway.Foundation.Settings;
using MongoDB.Driver;

namespace McpGateway.Storage.MongoDB.Connecting;

/// <summary>Where the database is, and how it is used.</summary>
/// <param name="Settings">For the driver. Hold a credential.</param>
/// <param name="Database">Its name.</param>
/// <param name="Namespace">The end of the collections' names.</param>
/// <param name="Description">For people; no credential.</param>
/// <param name="IsDocumentDb">Whether it is Amazon's.</param>
internal sealed record MongoTarget(
    MongoClientSettings Settings, string Database, string Namespace, string Description, bool IsDocumentDb)
{
    private const string Admin = "admin";
    private const int MaxNamespace = 40;

    /// <summary>How long a primary is looked for, and a connection made.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How long an answer may take.</summary>
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(30);

    /// <returns>What is wrong with the options, with the name of the setting; null when nothing is.</returns>
    public static string? FindProblem(DocumentDbOptions options)
    {
        try
        {
            Read(options, new(static _ => null), isDocumentDb: false, maxConnections: 1);
            return null;
        }
        catch (StartRefusedException refused)
        {
            return refused.Message;
        }
    }

    /// <param name="options">As stated.</param>
    /// <param name="iam">What signs in where the options say so.</param>
    /// <param name="isDocumentDb">Whether it is Amazon's, which lacks some of what MongoDB has.</param>
    /// <param name="maxConnections">Of this process, besides two that watch each server.</param>
    /// <exception cref="StartRefusedException">Something in them cannot be meant; the message names the setting.</exception>
    public static MongoTarget Read(DocumentDbOptions options, IamKeys iam, bool isDocumentDb, int maxConnections)
    {
        Require(
            options.Database.Length is > 0 and <= 63 && options.Database.IndexOfAny(['/', '\\', '.', '"', '$', ' ', '\0']) < 0,
            nameof(options.Database), "must be the name of a database");
        Require(
            options.Namespace.Length is > 0 and <= MaxNamespace
                && options.Namespace.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-'),
            nameof(options.Namespace), $"must have 1 to {MaxNamespace} letters, digits, '_' and '-'");
        var settings = string.IsNullOrWhiteSpace(options.ConnectionString)
            ? Build(options, iam, isDocumentDb)
            : Parse(options.ConnectionString, nameof(options.ConnectionString));
        return Of(settings, options, isDocumentDb, maxConnections);
    }

    private static MongoTarget Of(MongoClientSettings settings, DocumentDbOptions options, bool isDocumentDb, int maxConnections)
    {
        settings.ApplicationName ??= "mcp-gateway";
        settings.ReadConcern = ReadConcern.Majority;
        settings.ReadPreference = ReadPreference.Primary;
        settings.WriteConcern = WriteConcern.WMajority;
        settings.RetryReads = true;

        // DocumentDB refuses them before its release 8.0; what is not repeated here is answered with 503 and repeated by who asked.
        settings.RetryWrites = settings.RetryWrites && !isDocumentDb;
        settings.MaxConnectionPoolSize = maxConnections;
        settings.ServerSelectionTimeout = Patience;
        settings.ConnectTimeout = Patience;
        settings.SocketTimeout = AnswerPatience;
        var hosts = string.Join(',', settings.Servers.Select(static server => $"{server.Host}:{server.Port}"));
        var product = isDocumentDb ? "DocumentDB" : "MongoDB";
        return new(
            settings, options.Database, options.Namespace, $"{product}, {options.Database} at {hosts} (namespace {options.Namespace})",
            isDocumentDb);
    }

    private static MongoClientSettings Parse(string address, string option)
    {
        try
        {
            return MongoClientSettings.FromConnectionString(address);
        }
        catch (Exception failure) when (failure is MongoConfigurationException or FormatException or ArgumentException)
        {
            // Its message would repeat the address, and with it the password.
            throw new StartRefusedException($"{NameOf(option)} is no mongodb:// or mongodb+srv:// address.", failure);
        }
    }

    private static MongoClientSettings Build(DocumentDbOptions options, IamKeys iam, bool isDocumentDb)
    {
        Require(options.Port is > 0 and <= 65_535, nameof(options.Port), "must be between 1 and 65535");
        var settings = new MongoClientSettings
        {
            Servers = [.. ServersOf(options)],
            DirectConnection = options.DirectConnection,
            ReplicaSetName = string.IsNullOrWhiteSpace(options.ReplicaSet) ? null : options.ReplicaSet,
            UseTls = options.UseTls,
        };
        if (options.UseTls && CaFileOf(options) is { } file)
        {
            var trust = TlsTrust.Read(file, NameOf(nameof(options.TlsCaFile)));
            settings.SslSettings = new() { ServerCertificateValidationCallback = trust.Accepts };
        }

        settings.Credential = CredentialOf(options, iam, isDocumentDb);
        return settings;
    }

    private static IEnumerable<MongoServerAddress> ServersOf(DocumentDbOptions options)
    {
        var hosts = options.Host.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Require(hosts.Length > 0, nameof(options.Host), "must name a host");
        foreach (var host in hosts)
        {
            MongoServerAddress? server = null;
            Require(
                !host.Contains('/', StringComparison.Ordinal) && !host.Contains('@', StringComparison.Ordinal)
                    && MongoServerAddress.TryParse(host, out server),
                nameof(options.Host), "must be a host, or several with commas between them; an address goes into "
                    + NameOf(nameof(options.ConnectionString)));
            yield return HasPort(host) ? server! : new(server!.Host, options.Port);
        }
    }

    private static bool HasPort(string host) => host.LastIndexOf(':') is > 0 and var colon
        && host.IndexOf(']', StringComparison.Ordinal) < colon
        && (host[0] == '[' || host.IndexOf(':', StringComparison.Ordinal) == colon);

    private static MongoCredential? CredentialOf(DocumentDbOptions options, IamKeys iam, bool isDocumentDb)
    {
        if (options.UseIam)
        {
            Require(
                options.UseTls, nameof(options.UseIam),
                $"needs {NameOf(nameof(options.UseTls))}: the session's key would pass unencrypted");
            return AwsMechanism.CredentialFor(iam, TimeProvider.System);
        }

        if (string.IsNullOrEmpty(options.Username))
        {
            Require(string.IsNullOrEmpty(options.Password), nameof(options.Password), $"needs {NameOf(nameof(options.Username))}");
            return null;
        }

        return new(
            isDocumentDb ? "SCRAM-SHA-1" : "SCRAM-SHA-256", new MongoInternalIdentity(Admin, options.Username),
            new PasswordEvidence(options.Password ?? ""));
    }

    private static string? CaFileOf(DocumentDbOptions options) =>
        !string.IsNullOrWhiteSpace(options.TlsCaFile) ? options.TlsCaFile
        : File.Exists(TlsTrust.UsualFile) ? TlsTrust.UsualFile
        : null;

    private static string NameOf(string option) => EnvironmentNames.NameOf($"{DocumentDbOptions.Section}:{option}");

    private static void Require(bool condition, string option, string problem)
    {
        if (!condition)
        {
            throw new StartRefusedException($"{NameOf(option)} {problem}.");
        }
    }
}
