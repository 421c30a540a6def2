using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using McpGateway.Access;
using McpGateway.Access.Decisions;
using McpGateway.Access.Editing;
using McpGateway.Access.Scopes;
using McpGateway.Core.BuiltIn;
using McpGateway.Core.Discovery;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Health;
using McpGateway.Core.Invocation;
using McpGateway.Core.Registry;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Routing;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Proxy;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Recording;
using McpGateway.Storage;
using McpGateway.Tests.Logs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace McpGateway.IntegrationTests.BuiltIn;

/// <summary>
/// The gateway with its own MCP server and real sample servers behind it: real Kestrel, real SQLite, real data plane. The caller is stated
/// by the test as a list of scopes, because how a credential becomes a caller is tested elsewhere.
/// </summary>
internal sealed class McpgwWorld : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("mcpgateway-mcpgw-");
    private readonly List<WebApplication> _samples = [];
    private readonly Records _records = new();
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public static Caller Admin { get; } = CallerOf(
        ["registry-admins"], CallerPermissions.None with { IsAdmin = true, CanModifyServers = true });

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ConcurrentQueue<(string Path, string? Authorization)> SeenUpstream { get; } = new();

    /// <summary>What upstreams were told about the connection: scheme, host, address.</summary>
    public ConcurrentQueue<string> SeenForwarded { get; } = new();

    public T Get<T>()
        where T : class => _app.Services.GetRequiredService<T>();

    public static async Task<McpgwWorld> StartAsync(Action<IServiceCollection>? configure = null)
    {
        var world = new McpgwWorld();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection([new("DATA_DIR", world._data.FullName), new("Proxy:OriginHeadersTo:0", "*")]);
        builder.Logging.ClearProviders().AddTestLog("mcpgw");
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddFoundation()
            .AddStorage()
            .AddAccess()
            .AddRegistry()
            .AddHealth()
            .AddDiscovery()
            .AddInvocation()
            .AddBuiltInServers();
        builder.Services.AddRouteTable().AddProxy().AddStatedCaller(_ => Admin);
        builder.Services.AddSingleton<IProxyAuthenticator, StatedCaller>();
        builder.Services.AddSingleton<ICallRecorder>(world._records);
        configure?.Invoke(builder.Services);
        world._app = builder.Build();
        world._app.UseMcpProxy();
        world._app.UseRouting();
        world._app.UseAuthentication();
        world._app.UseAuthorization();
        world._app.MapRegistry();
        world._app.MapProxyFallback();
        await world._app.Services.OpenStorageAsync(Cancellation);
        await world.Get<DocumentStore>().StartAsync(Cancellation);
        await world.Get<ScopeSeeder>().SeedAsync(Cancellation);
        await world.Get<BuiltInSeeder>().SeedAsync(Cancellation);
        await world._app.StartAsync(Cancellation);
        world._client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = new(
            world._app.Urls.Single()),
            Timeout = Patience
        };
        return world;
    }

    /// <summary>Starts the sample with all kinds of tools and registers it.</summary>
    public Task AddEverythingAsync(string path, string? authProvider = null) =>
        AddAsync(
            path, EverythingServer.EverythingApp.Build(["--urls", "http://127.0.0.1:0"], Quiet), "/mcp", ["streamable-http"], authProvider);

    public Task AddLegacySseAsync(string path) =>
        AddAsync(path, LegacySseServer.LegacySseApp.Build(["--urls", "http://127.0.0.1:0"], Quiet), "/", ["sse"], null);

    public async Task PutScopeAsync(string name, params ServerRule[] rules)
    {
        var scope = new ScopeRecord { Name = name, Rules = rules };
        Assert.True((await Get<DocumentStore>().CommitAsync(
            new DocumentBatch().Put(ScopeRepository.Scopes, name, scope, null), Cancellation)).IsSuccess);
    }

    /// <summary>What discovery would say of the server's protocol; null as if it had not been asked yet.</summary>
    public async Task StateRevisionAsync(string key, string? revision)
    {
        var tools = (await Get<ServerRepository>().FindToolsAsync(key, Cancellation))!;
        var batch = new DocumentBatch().Put(ServerRepository.Tools, key, tools.Value with { ProtocolVersion = revision }, tools.Version);
        Assert.True((await Get<DocumentStore>().CommitAsync(batch, Cancellation)).IsSuccess);
    }

    /// <summary>The first record for which <paramref name="pick"/> holds, already there or still to come.</summary>
    public Task<CallRecord> RecordAsync(Func<CallRecord, bool> pick) => _records.FindAsync(pick);

    public IReadOnlyList<CallRecord> RecordsOf(string server) => [.. _records.All.Where(record => record.Server == server)];

    public async Task<ToolAnswer> CallAsync(
        string scopes, string tool, string arguments, string path = "/mcpgw/mcp", bool isStateless = false, string? authorization = null)
    {
        using var response = await SendAsync(scopes, tool, arguments, path, isStateless, authorization, progressToken: null, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        return new((int)response.StatusCode, MessagesOf(text).LastOrDefault());
    }

    /// <summary>Posts to the registry's own API, as the administrator.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, HttpContent content) =>
        _client.PostAsync(new Uri(path, UriKind.Relative), content, Cancellation);

    /// <summary>Names of the tools that the caller sees.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(string scopes, string path = "/mcpgw/mcp")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        request.Headers.TryAddWithoutValidation("X-Authorization", "Scopes " + scopes);
        using var response = await _client.SendAsync(request, Cancellation);
        var message = MessagesOf(await response.Content.ReadAsStringAsync(Cancellation)).Single();
        return [
            .. message.GetProperty("result").GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("name").GetString()!)];
    }

    public Task<HttpResponseMessage> SendAsync(
        string scopes, string tool, string arguments, string path, bool isStateless, string? authorization, string? progressToken,
        CancellationToken cancellationToken)
    {
        var meta = new List<string>();
        if (progressToken is not null)
        {
            meta.Add($"\"progressToken\":\"{progressToken}\"");
        }

        if (isStateless)
        {
            meta.Add("""
                "io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"t","version":"1"},
                "io.modelcontextprotocol/clientCapabilities":{}
                """.Trim());
        }

        var parameters = $$"""{"name":"{{tool}}","arguments":{{arguments}},"_meta":{ {{string.Join(',', meta)}} } }""";
        var body = $$"""{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{{parameters}} }""";
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        request.Headers.TryAddWithoutValidation("X-Authorization", "Scopes " + scopes);
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        if (isStateless)
        {
            request.Headers.TryAddWithoutValidation("MCP-Protocol-Version", "2026-07-28");
            request.Headers.TryAddWithoutValidation("Mcp-Method", "tools/call");
            request.Headers.TryAddWithoutValidation("Mcp-Name", tool);
        }

        return _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    public static IEnumerable<JsonElement> MessagesOf(string text)
    {
        var events = text.Split('\n')
            .Where(line => line.StartsWith("data:", StringComparison.Ordinal))
            .Select(line => line["data:".Length..])
            .ToArray();
        return (events.Length > 0 ? events : [text]).Where(json => json.Trim().Length > 0).Select(json => JsonElement.Parse(json));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        foreach (var app in _samples.Prepend(_app))
        {
            using var now = new CancellationTokenSource();
            await now.CancelAsync();
            await app.StopAsync(now.Token);
            await app.DisposeAsync();
        }

        _data.Delete(recursive: true);
    }

    internal static Caller CallerOf(IReadOnlyList<string> scopes, CallerPermissions permissions) => new()
    {
        UserName = scopes[0],
        Subject = "local:" + scopes[0],
        Groups = [],
        Scopes = scopes,
        AuthMethod = "traditional",
        Provider = "local",
        Permissions = permissions,
    };

    private static void Quiet(ILoggingBuilder logging) => logging.ClearProviders().AddTestLog("sample");

    private async Task AddAsync(string path, WebApplication sample, string endpoint, string[] transports, string? authProvider)
    {
        sample.Use((context, next) =>
        {
            // What comes for a caller; health checks come for nobody, and their last request may come late.
            if (context.Request.Headers.ContainsKey("X-User"))
            {
                SeenUpstream.Enqueue((path, context.Request.Headers.Authorization));
                SeenForwarded
                    .Enqueue($"{context.Request.Headers["X-Forwarded-Proto"]} {context.Request.Headers["X-Forwarded-Host"]} "
                    + $"{context.Request.Headers["X-Forwarded-For"]}");
            }

            return next(context);
        });
        await sample.StartAsync(Cancellation);
        _samples.Add(sample);
        var draft = new ServerRegistration
        {
            Name = path.Trim('/'),
            Description = "A sample",
            Path = path,
            ProxyPassUrl = new Uri(new(sample.Urls.Single()), endpoint).ToString(),
            SupportedTransports = transports,
            AuthProvider = authProvider,
            Tags = ["sample"],
        };
        var registered = await Get<RegisterServer>().ExecuteAsync(Admin, draft, new(Overwrite: false), Cancellation);
        Assert.True(registered.IsSuccess, registered.Error?.Detail);
        var toggled = await Get<ToggleServer>().ExecuteAsync(Admin, path, enable: true, Cancellation);
        Assert.Equal("healthy", toggled.Value!.Health.Status);
        await Get<SearchIndexChangeHandler>().FlushAsync(Cancellation);
    }

    /// <summary>Believes the scopes that a test states.</summary>
    private sealed class StatedCaller(AccessSnapshotHolder access) : IProxyAuthenticator
    {
        public string DescribeDenial(HttpContext context, ProxyCaller caller) => "Bearer error=\"insufficient_scope\"";

        public bool MayBeForGateway(string value) => CredentialText.MayHoldOne(value);

        public ValueTask<bool> IsForGatewayAsync(HttpContext context, string value) => new(false);

        public ValueTask<ProxyAuthentication> AuthenticateAsync(HttpContext context)
        {
            var scopes = context.Request.Headers["X-Authorization"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
            var caller = CallerOf(scopes, access.Current.PermissionsOf([], scopes));
            return ValueTask.FromResult(new ProxyAuthentication(
                new()
                {
                    Subject = caller.Subject,
                    UserName = caller.UserName,
                    ClientId = "",
                    Scopes = string.Join(' ', scopes),
                    AuthMethod = caller.AuthMethod,
                    Principal = caller,
                },
                CredentialSource.XAuthorization,
                null));
        }
    }

    private sealed class Records : ICallRecorder
    {
        private readonly Lock _gate = new();
        private readonly List<CallRecord> _all = [];
        private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<CallRecord> All
        {
            get
            {
                lock (_gate)
                {
                    return [.. _all];
                }
            }
        }

        public void Record(CallRecord record)
        {
            TaskCompletionSource waiting;
            lock (_gate)
            {
                _all.Add(record);
                waiting = _more;
                _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            waiting.SetResult();
        }

        public async Task<CallRecord> FindAsync(Func<CallRecord, bool> pick)
        {
            while (true)
            {
                Task more;
                lock (_gate)
                {
                    if (_all.Find(record => pick(record)) is { } found)
                    {
                        return found;
                    }

                    more = _more.Task;
                }

                await more.WaitAsync(Patience, Cancellation);
            }
        }
    }
}

/// <summary>The answer to a call of a tool.</summary>
internal sealed record ToolAnswer(int Status, JsonElement Message)
{
    public JsonElement Result => Message.GetProperty("result");

    public bool IsError => Result.TryGetProperty("isError", out var isError) && isError.GetBoolean();

    public string Text => Result.GetProperty("content")[0].GetProperty("text").GetString()!;

    public JsonElement Structured => Result.GetProperty("structuredContent");

    public override string ToString() => $"{Status} {Message}";
}
