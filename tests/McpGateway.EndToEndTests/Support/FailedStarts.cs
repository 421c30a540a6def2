using System.Net;
using System.Net.Sockets;

namespace McpGateway.EndToEndTests.Support;

/// <summary>One start that must fail.</summary>
/// <param name="Settings">Environment, as <c>KEY=value</c>.</param>
/// <param name="Arguments">Command line; <c>{port}</c> stands for a port that is in use.</param>
/// <param name="Expected">What standard error must say.</param>
internal sealed record FailedStart(string[] Settings, string[] Arguments, string[] Expected)
{
    public int ExitCode { get; init; } = 1;

    /// <summary>Lines on standard error.</summary>
    public int Lines { get; init; } = 1;

    /// <summary>What has become of the data of an installation that was started before; without it there are none.</summary>
    public Func<string, CancellationToken, Task>? Past { get; init; }
}

/// <summary>Starts the real host once for each kind of mistake, several at a time, and keeps what each printed.</summary>
public sealed class FailedStarts : IAsyncLifetime
{
    private static readonly string[] Free = ["--urls", "http://127.0.0.1:0"];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("mcp-gateway-start-");
    private readonly Dictionary<string, Task<(
        int ExitCode, string Output, IReadOnlyList<string> Errors)>> _runs = new(StringComparer.Ordinal);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly SemaphoreSlim _places = new(3);

    internal static IReadOnlyDictionary<string, FailedStart> Cases { get; } = new Dictionary<string, FailedStart>(StringComparer.Ordinal)
    {
        ["no scopes file"] = new(["SCOPES_CONFIG_PATH=/nope"], Free, ["SCOPES_CONFIG_PATH", "/nope", "Correct the path"]),
        ["scopes file is a directory"] = new(["SCOPES_CONFIG_PATH=/"], Free, ["SCOPES_CONFIG_PATH", "cannot be read"]),
        ["no providers file"] = new(["OAUTH2_PROVIDERS_PATH=/nope"], Free, ["OAUTH2_PROVIDERS_PATH", "/nope"]),
        ["duration"] = new(["Health__Interval=never"], Free, ["Health:Interval", "00:05:00"]),
        ["number"] = new(["Proxy__MaxRequestBytes=abc"], Free, ["Proxy:MaxRequestBytes", "whole number"]),
        ["switch"] = new(["Routing__AllowPrivateUpstreams=perhaps"], Free, ["Routing:AllowPrivateUpstreams", "true or false"]),
        ["former name"] = new(["HEALTH_CHECK_INTERVAL_SECONDS=often"], Free, ["HEALTH_CHECK_INTERVAL_SECONDS", "number"]),
        ["out of range"] = new(["Proxy__MaxRequestBytes=1"], Free, ["Proxy:MaxRequestBytes", "between 1024 and"]),
        ["several sections"] = new(
            ["Proxy__MaxRequestBytes=1", "Health__Interval=00:00:00"], Free, ["Proxy:MaxRequestBytes", "Health:Interval"])
        { Lines = 3 },
        ["on the command line"] = new([], [.. Free, "--Proxy:MaxRequestBytes=abc"], ["Proxy:MaxRequestBytes", "whole number"]),
        ["port in use"] = new(
            [], ["--urls", "http://127.0.0.1:{port}"], ["address already in use", "http://127.0.0.1:{port}", "--urls"]),
        ["address of another machine"] = new([], ["--urls", "http://192.0.2.1:8080"], ["http://192.0.2.1:8080", "--urls"]),
        ["no address"] = new([], ["--urls", "nonsense"], ["--urls", "'nonsense'", "http://127.0.0.1:7860"]),
        ["other scheme"] = new(["URLS=ftp://127.0.0.1:0"], [], ["--urls (URLS)", "'ftp://127.0.0.1:0'"]),
        ["no such port"] = new([], ["--urls", "http://127.0.0.1:99999"], ["--urls", "99999"]),
        ["https without a certificate"] = new([], ["--urls", "https://127.0.0.1:0"], ["Kestrel:Endpoints", "Certificate"]),
        ["no certificate"] = new(
            ["Kestrel__Endpoints__S__Url=https://127.0.0.1:0", "Kestrel__Endpoints__S__Certificate__Path=/nope.pem"], [], [
                "Kestrel:Endpoints:S:Certificate:Path", "/nope.pem"]),
        ["certificate that is none"] = new(
            ["Kestrel__Endpoints__S__Url=https://127.0.0.1:0", "Kestrel__Endpoints__S__Certificate__Path={file}"], [], [
                "Kestrel:Endpoints:S:Certificate:Path", "{file}", "PKCS #12"]),
        ["default certificate that is none"] = new(
            ["Kestrel__Certificates__Default__Path={file}"], ["--urls", "https://127.0.0.1:0"], [
                "Kestrel:Certificates:Default:Path", "{file}", "PKCS #12"]),
        ["certificate that is not in its store"] = new(
            ["Kestrel__Endpoints__S__Url=https://127.0.0.1:0", "Kestrel__Endpoints__S__Certificate__Subject=nobody.test"], [], [
                "Check Kestrel:Endpoints:S:Certificate;"]),
        ["port of an endpoint in use"] = new(
            ["Kestrel__Endpoints__S__Url=http://127.0.0.1:{port}"], [], [
                "cannot listen on http://127.0.0.1:{port} (Kestrel:Endpoints:S:Url): ", "another one with Kestrel:Endpoints:S:Url."]),
        ["port of one of two endpoints in use"] = new(
            ["Kestrel__Endpoints__A__Url=http://127.0.0.1:0", "Kestrel__Endpoints__S__Url=http://127.0.0.1:{port}"], [], [
                "cannot listen on http://127.0.0.1:{port} (Kestrel:Endpoints:S:Url): "]),
        ["provider"] = new(["AUTH_PROVIDER=nonsense"], Free, ["AUTH_PROVIDER", "'nonsense'", "keycloak, entra, cognito, github"]),
        ["nobody could sign in"] = new(["LOCAL_SIGN_IN_ENABLED=false"], Free, ["The gateway cannot start: LOCAL_SIGN_IN_ENABLED"]),
        ["address of the provider"] = new(
            ["AUTH_PROVIDER=keycloak", "KEYCLOAK_CLIENT_ID=gateway", "KEYCLOAK_URL=nonsense"], Free, ["KEYCLOAK_URL must be an http"]),
        ["scopes file that is none"] = new(["SCOPES_CONFIG_PATH={file}"], Free, ["SCOPES_CONFIG_PATH", "{file}"]),
        ["data directory"] = new(["DATA_DIR=/proc/nope"], Free, ["DATA_DIR", "/proc/nope", "writable"]),
        ["data directory is a file"] = new(["DATA_DIR={file}"], Free, ["DATA_DIR", "writable"]),
        ["database address"] = new(["STORAGE_BACKEND=postgresql", "DATABASE_URL=nonsense"], Free, ["DATABASE_URL"]),
        ["parameter of the database"] = new(
            ["STORAGE_BACKEND=postgresql", "DATABASE_URL=postgres://u:hunter22@db/x?sslcrl=/x"], Free, ["DATABASE_URL", "'sslcrl'"]),
        ["authority of the database"] = new(
            ["STORAGE_BACKEND=postgresql", "DATABASE_URL=postgres://u:hunter22@db/x?sslmode=verify-full&sslrootcert=/nope"], Free, [
                "DATABASE_URL", "'/nope'", "correct the path"]),
        ["hosts of the database away"] = new(
            ["STORAGE_BACKEND=postgresql", "DATABASE_URL=postgres://u:hunter22@127.0.0.1:1,[::1]:1/x"], Free, [
                "PostgreSQL cannot be reached", "127.0.0.1:1", "POSTGRES_CONNECTION_STRING"]),
        ["database away"] = new(
            ["STORAGE_BACKEND=postgresql", "DATABASE_URL=postgres://u:hunter22@127.0.0.1:1/x"], Free, [
                "PostgreSQL cannot be reached", "POSTGRES_CONNECTION_STRING"]),
        ["MongoDB away"] = new(
            ["STORAGE_BACKEND=mongodb-ce", "DOCUMENTDB_HOST=127.0.0.1", "DOCUMENTDB_PORT=1", "DOCUMENTDB_PASSWORD=hunter22",
            "DOCUMENTDB_USERNAME=u"], Free, ["127.0.0.1:1", "cannot be reached", "DOCUMENTDB_HOST"]),
        ["another key than the store's"] = new(
            ["SECRET_KEY=a key, long enough, that this store was not set up with"], Free, [
                "The gateway cannot start. The key for stored secrets is not the one", "SECRET_KEY", "secret.key"])
        { Past = DamagedStores.OrdinaryAsync },
        ["key file lost"] = new([], Free, ["The key for stored secrets is not the one", "secret.key back into DATA_DIR"])
        { Past = DamagedStores.WithoutKeyAsync },
        ["damaged database"] = new([], Free, ["mcpgateway.db is damaged. Restore it from a backup"])
        { Past = DamagedStores.PagesOverwrittenAsync },
        ["database that is none"] = new([], Free, ["mcpgateway.db is not a SQLite database", "DATA_DIR"])
        { Past = DamagedStores.OverwrittenAsync },
        ["database of a newer release"] = new([], Free, ["schema version 9999", "written by a newer release", "restore a backup"])
        { Past = DamagedStores.NewerAsync },
        ["backend"] = new(["STORAGE_BACKEND=mysql"], Free, ["STORAGE_BACKEND", "'sqlite'"]),
        ["key too short"] = new(["SECRET_KEY=short"], Free, ["SECRET_KEY", "16 characters"]),
        ["proxies"] = new(["TRUSTED_PROXIES=nobody"], Free, ["TRUSTED_PROXIES"]),
        ["public address"] = new(["PUBLIC_URL=gateway"], Free, ["PUBLIC_URL"]),
        ["log level"] = new(["Logging__LogLevel__Default=Loud"], Free, ["Logging:LogLevel:Default", "'Loud'", "Debug"]),
        ["unknown option"] = new([], ["--urlz", "http://127.0.0.1:0"], ["'--urlz'", "--help"]) { ExitCode = 2 },
        ["mistyped setting"] = new(
            [], [.. Free, "--Health:Intervall=5"], ["'--Health:Intervall'", "Did you mean '--Health:Interval'?"])
        { ExitCode = 2 },
        ["option without a value"] = new([], ["--urls"], ["'--urls'", "needs a value"]) { ExitCode = 2 },
    };

    public ValueTask InitializeAsync()
    {
        _listener.Start();
        foreach (var (name, start) in Cases)
        {
            _runs[name] = RunAsync(start, TestContext.Current.CancellationToken);
        }

        return ValueTask.CompletedTask;
    }

    internal Task<(int ExitCode, string Output, IReadOnlyList<string> Errors)> RunOf(string name) => _runs[name];

    internal string Filled(string text) => text
        .Replace(
            "{port}", ((IPEndPoint)_listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            StringComparison.Ordinal)
        .Replace("{file}", Path.Combine(_directory.FullName, "file"), StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_runs.Values);
        _listener.Dispose();
        _places.Dispose();
        _directory.Delete(recursive: true);
    }

    private async Task<(
        int ExitCode, string Output, IReadOnlyList<string> Errors)> RunAsync(FailedStart start, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            await File.WriteAllTextAsync(Path.Combine(_directory.FullName, "file"), "no certificate\n", cancellationToken);
            var data = Path.Combine(_directory.FullName, Guid.NewGuid().ToString("N"));
            await (start.Past?.Invoke(data, cancellationToken) ?? Task.CompletedTask);
            var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["DATA_DIR"] = data,
                ["ADMIN_PASSWORD"] = GatewayProcess.Password,
            };
            foreach (var setting in start.Settings)
            {
                var (key, value) = setting.Split('=', 2) is [var left, var right] ? (left, right) : (setting, "");
                environment[key] = Filled(value);
            }

            return await ChildProcess.RunApartAsync(
                "dotnet", [Repository.Host, .. start.Arguments.Select(Filled)], environment, _directory.FullName, cancellationToken);
        }
        finally
        {
            _places.Release();
        }
    }
}
