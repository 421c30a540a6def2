using System.Text;
using System.Text.Json;
using McpGateway.Core.Agents;
using McpGateway.Core.Federation;
using McpGateway.Core.Federation.Config;
using McpGateway.Core.Federation.Sync;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.IntegrationTests.Discovery;
using McpGateway.IntegrationTests.Registry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace McpGateway.IntegrationTests.Federation;

/// <summary>Registry, agents and federation over HTTP on a real SQLite; the caller is stated by the test.</summary>
internal sealed class FederationHost : IAsyncDisposable
{
    /// <summary>Of an agent that helps.</summary>
    public const string Card =
        """
        {"name":"helper","description":"helps","url":"https://helper.example.com/a2a","version":"1","protocolVersion":"0.3.0",
         "capabilities":{},"defaultInputModes":["text/plain"],"defaultOutputModes":["text/plain"],
         "skills":[{"id":"s","name":"s","description":"s","tags":["t"]}]}
        """;

    private readonly RegistryHost _registry;

    private FederationHost(RegistryHost registry) => _registry = registry;

    public string Url => _registry.Url;

    public ServerCatalog Catalog => Get<ServerCatalog>();

    /// <summary>Revision of the newest document about servers.</summary>
    public async Task<long> NewestAsync() =>
        (await Get<ServerRepository>().ListAsync(Timeout())).Select(static item => item.Revision).DefaultIfEmpty().Max();

    /// <summary>A file of its data.</summary>
    public string File(string name) => _registry.File(name);

    public T Get<T>()
        where T : class => _registry.Get<T>();

    public static async Task<FederationHost> StartAsync(params (string Key, string Value)[] settings) => new(
        await RegistryHost.StartAsync(
            static services =>
            {
                services.AddFederation();

                // As after its removal: the product knows it, and nothing is registered.
                services.AddSingleton(new BuiltInServer("/clock", "Clock", "d", "inprocess://clock/"));

                // Runs are what the tests start.
                services.Remove(services.Last(static service => service.ServiceType == typeof(IHostedService)));
                services.AddSingleton<IDetachedSignatures, NoSignatures>();
                services.AddSingleton<IAgentHealth, NoAgentHealth>();
            },
            static app =>
            {
                app.MapAgentRegistry();
                app.MapFederation();
            },
            ScopesOf,
            [("Federation:RetryPause", "00:00:00"), .. settings]));

    /// <summary>With a server of the test as the official registry.</summary>
    /// <param name="server">Where the source is.</param>
    /// <param name="more">Members of the source beside those, each with a comma behind it.</param>
    public static async Task<FederationHost> StartAtAsync(SourceServer server, string more = "")
    {
        var host = await StartAsync();
        await host.ConfigureAsync("anthropic", $$"""{{{more}}"enabled":true,"endpoint":"{{server.Url}}"}""");
        return host;
    }

    /// <summary>Configures one source as the administrator.</summary>
    public async Task ConfigureAsync(string id, string source)
    {
        var answer = await SendAsync(TestScopes.Admin, HttpMethod.Put, $"/api/federation/config/default/sources/{id}", source);
        Assert.True(answer.Status == 200, answer.Text);
    }

    public async Task RemoveSourceAsync(string id)
    {
        var answer = await SendAsync(TestScopes.Admin, HttpMethod.Delete, $"/api/federation/config/default/sources/{id}", null);
        Assert.True(answer.Status == 200, answer.Text);
    }

    /// <summary>Synchronises one source and returns its part of the answer.</summary>
    public async Task<JsonElement> SyncAsync(string id, string query = "")
    {
        var answer = await SendAsync(TestScopes.Admin, HttpMethod.Post, $"/api/federation/sync?source={id}{query}", null);
        Assert.True(answer.Status is 200 or 502, answer.Text);
        return answer.Json.GetProperty("results").GetProperty(id);
    }

    /// <summary>As the schedule does: of what was read before, changes are asked for only.</summary>
    public async Task<SyncRun> RunScheduledAsync(string id)
    {
        var source = (await Get<FederationConfigs>().FindAsync(FederationConfigRecord.Default, Timeout()))!.Find(id)!;
        var run = await Get<SyncCoordinator>().RunAsync(
            id, source, new(SyncRequest.Schedule, null, IsFull: false, IsDryRun: false), Timeout());
        Assert.True(run.IsSuccess, run.Error?.Detail);
        return run.Value.Run;
    }

    /// <summary>Registers a server, or puts another state in its place.</summary>
    public async Task PublishAsync(string path, string visibility)
    {
        var answer = await SendFormAsync(
            TestScopes.Admin, "/api/servers/register", ("name", path.Trim('/')), ("description", "d"), ("path", path),
            ("proxy_pass_url", "https://local.example.com/mcp"), ("visibility", visibility), ("allowed_groups", "g"));
        Assert.True(answer.Status is 200 or 201, answer.Text);
    }

    /// <summary>Registers an agent, or puts another state in its place.</summary>
    public async Task PublishAgentAsync(string path, string visibility, bool isNew = true)
    {
        var groups = visibility == "group-restricted" ? "\"allowed_groups\":[\"g\"]," : "";
        var agent = $$"""{"path":"{{path}}","visibility":"{{visibility}}",{{groups}}"card":{{Card}}}""";
        var answer = isNew
            ? await SendAsync(TestScopes.Admin, HttpMethod.Post, "/api/agents/register", agent)
            : await SendAsync(TestScopes.Admin, HttpMethod.Put, "/api/agents" + path, agent);
        Assert.True(answer.Status is 200 or 201, $"{answer.Status} {answer.Text}");
    }

    public async Task RegisterAsync(string path, string url = "https://local.example.com/mcp", string name = "local")
    {
        var answer = await _registry.PostFormAsync(
            TestScopes.Admin, "/api/servers/register",
            ("name", name), ("description", "d"), ("path", path), ("proxy_pass_url", url));
        Assert.True(answer.Status == 201, answer.Text);
    }

    public async Task<Answer> SendAsync(string caller, HttpMethod method, string path, string? json)
    {
        using var content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        return await _registry.SendAsync(caller, method, path, content);
    }

    public Task<Answer> SendFormAsync(string caller, string path, params (string Name, string Value)[] fields) =>
        _registry.PostFormAsync(caller, path, fields);

    public Task<Answer> GetAsync(string caller, string path) => _registry.GetAsync(caller, path);

    public ValueTask DisposeAsync() => _registry.DisposeAsync();

    public static CancellationToken Timeout() => TestContext.Current.CancellationToken;

    /// <summary>A peer's token is the scope that it holds.</summary>
    private static string[] ScopesOf(HttpContext context)
    {
        var stated = RegistryHost.StatedScopes(context);
        return stated.Length > 0 ? stated
            : context.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal)
                .Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private sealed class NoSignatures : IDetachedSignatures
    {
        public DetachedVerdict Verify(string header, ReadOnlySpan<byte> payload, string signature, JsonElement keySet) =>
            DetachedVerdict.KeyUnknown;
    }
}
