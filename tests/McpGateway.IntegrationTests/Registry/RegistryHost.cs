using System.Text;
using System.Text.Json;
using McpGateway.Access;
using McpGateway.Access.Decisions;
using McpGateway.Access.Scopes;
using McpGateway.Core.Registry;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Routing;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Http.OpenApi;
using McpGateway.Storage;
using McpGateway.Tests.Logs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace McpGateway.IntegrationTests.Registry;

/// <summary>
/// The registry over HTTP: real Kestrel, real SQLite, real access policy. The caller is stated by the test in two headers, because how a
/// credential becomes a caller is tested elsewhere.
/// </summary>
internal sealed class RegistryHost : IAsyncDisposable
{
    private readonly DirectoryInfo _data;
    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private RegistryHost(DirectoryInfo data, WebApplication app)
    {
        (_data, _app) = (data, app);
        _client = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new(app.Urls.Single()) };
    }

    public FakeServerHealth Health => _app.Services.GetRequiredService<FakeServerHealth>();

    public string Url => _app.Urls.Single();

    /// <summary>A file of its data.</summary>
    public string File(string name) => Path.Combine(_data.FullName, name);

    public T Get<T>()
        where T : class => _app.Services.GetRequiredService<T>();

    public static Task<RegistryHost> StartAsync(params (string Key, string Value)[] settings) =>
        StartAsync(static _ => { }, static _ => { }, StatedScopes, settings);

    /// <param name="add">Adds the features that the registry is tested with.</param>
    /// <param name="map">Maps their endpoints.</param>
    /// <param name="scopes">Scopes of who sent a request; none for a stranger.</param>
    /// <param name="settings">Configuration.</param>
    public static async Task<RegistryHost> StartAsync(
        Action<IServiceCollection> add, Action<WebApplication> map, Func<HttpContext, string[]> scopes,
        params (string Key, string Value)[] settings)
    {
        var data = Directory.CreateTempSubdirectory("mcpgateway-registry-");
        string[] upstreamSecrets = ["s3cret", "hunter2", "hunter3"];
        Array.ForEach(upstreamSecrets, secret => TestLog.Current.Secret(secret));
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
            [new("DATA_DIR", data.FullName), .. settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))]);
        builder.Logging.ClearProviders().AddTestLog("registry");
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddFoundation().AddStorage().AddAccess().AddRegistry().AddGatewayOpenApi()
            .AddStatedCaller(context => CallerOf(context, scopes(context)));
        builder.Services.AddSingleton<IUpstreamAddresses, UpstreamAddresses>()
            .AddOptions<RoutingOptions>()
            .BindConfiguration(RoutingOptions.Section);
        builder.Services.AddSingleton<FakeServerHealth>();
        builder.Services.AddSingleton<IServerHealth>(provider => provider.GetRequiredService<FakeServerHealth>());
        add(builder.Services);
        var app = builder.Build();
        app.UseForwardedHeaders(new() { ForwardedHeaders = ForwardedHeaders.XForwardedProto });
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapRegistry();
        app.MapGatewayOpenApi();
        map(app);

        await app.Services.OpenStorageAsync(Timeout());
        var documents = app.Services.GetRequiredService<DocumentStore>();
        await documents.StartAsync(Timeout());
        await app.StartAsync(Timeout());
        var host = new RegistryHost(data, app);
        await host.PutScopesAsync(TestScopes.All);
        return host;
    }

    public async Task PutScopesAsync(params IReadOnlyList<ScopeRecord> scopes)
    {
        var batch = new DocumentBatch();
        foreach (var scope in scopes)
        {
            batch.Put(ScopeRepository.Scopes, scope.Name, scope, null);
        }

        Assert.True((await Get<DocumentStore>().CommitAsync(batch, Timeout())).IsSuccess);
    }

    /// <summary>Registers a server as the administrator.</summary>
    public async Task RegisterAsync(string path, params (string Name, string Value)[] more)
    {
        // The last of repeated fields counts, so that a test may state any of them.
        var response = await PostFormAsync(
            TestScopes.Admin,
            "/api/servers/register",
            [(
                "name",
                path.Trim('/')), ("description", "d"), ("path", path), (
                    "proxy_pass_url", $"http://{path.Trim('/').Replace('/', '-')}.test/mcp"), .. more]);
        Assert.True(response.Status == 201, response.Text);
    }

    public Task EnableAsync(string path) =>
        PostFormAsync(TestScopes.Admin, "/api/servers/toggle", ("path", path), ("new_state", "true"));

    public Task<Answer> GetAsync(string caller, string path, params (string Name, string Value)[] headers) =>
        SendAsync(caller, HttpMethod.Get, path, null, headers);

    public async Task<Answer> PostFormAsync(string caller, string path, params IEnumerable<(string Name, string Value)> fields)
    {
        using var content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await SendAsync(caller, HttpMethod.Post, path, content);
    }

    public async Task<Answer> PostJsonAsync(string caller, string path, string json, string contentType = "application/json")
    {
        using var content = new StringContent(json, Encoding.UTF8, contentType);
        return await SendAsync(caller, HttpMethod.Post, path, content);
    }

    public async Task<Answer> SendAsync(
        string caller, HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (caller.Length > 0)
        {
            request.Headers.Add("X-Test-Scopes", caller);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _client.SendAsync(request, Timeout());
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(Timeout()), response);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync(Timeout());
        await _app.DisposeAsync();
        _data.Delete(recursive: true);
    }

    public static CancellationToken Timeout() => TestContext.Current.CancellationToken;

    /// <summary>What the test states for a request.</summary>
    public static string[] StatedScopes(HttpContext context) =>
        context.Request.Headers["X-Test-Scopes"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static Caller? CallerOf(HttpContext context, string[] scopes)
    {
        if (scopes.Length == 0)
        {
            return null;
        }

        var policy = context.RequestServices.GetRequiredService<AccessSnapshotHolder>().Current;
        return new()
        {
            UserName = scopes[0],
            Subject = "local:" + scopes[0],
            Groups = [],
            Scopes = scopes,
            AuthMethod = "traditional",
            Provider = "local",
            Permissions = policy.PermissionsOf([], scopes),
        };
    }
}

/// <summary>An answer, read.</summary>
internal sealed record Answer(int Status, string Text, HttpResponseMessage Response)
{
    public JsonElement Json => JsonElement.Parse(Text);

    public string? Detail => Json.GetProperty("detail").GetString();

    public string Header(string name) => Response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : "";

    public override string ToString() => $"{Status} {Text}";
}
