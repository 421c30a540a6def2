using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using McpGateway.Access;
using McpGateway.Access.Editing;
using McpGateway.Access.Endpoints;
using McpGateway.Access.Groups;
using McpGateway.AuthorizationServer;
using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Http;
using McpGateway.Identity;
using McpGateway.Identity.Administrators;
using McpGateway.Identity.Startup;
using McpGateway.Proxy.Access;
using McpGateway.Storage;
using McpGateway.Tests.Foundation;
using McpGateway.Tests.Logs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace McpGateway.IntegrationTests.Identity;

/// <summary>Authentication on a real server and a real database, with a clock that the test moves and logs that it can read.</summary>
internal sealed class AuthHost : IAsyncDisposable
{
    public const string Password = "correct horse battery staple";
    public const string CookieName = "mcp_gateway_session";

    private readonly WebApplication _app;

    private AuthHost(WebApplication app, ManualTimeProvider clock, LogSink logs, string directory) =>
        (_app, Clock, Logs, Directory) = (app, clock, logs, directory);

    public ManualTimeProvider Clock { get; }

    public LogSink Logs { get; }

    public string Directory { get; }

    public Uri Address => new(_app.Urls.Single());

    public IServiceProvider Services => _app.Services;

    public DocumentStore Documents => Services.GetRequiredService<DocumentStore>();

    public static Task<AuthHost> StartAsync(params (string Key, string Value)[] settings) => StartInAsync(NewDirectory(), settings);

    public static Task<AuthHost> StartInAsync(string directory, params (string Key, string Value)[] settings) =>
        StartInAsync(directory, new ManualTimeProvider(), settings);

    public static async Task<AuthHost> StartInAsync(
        string directory, ManualTimeProvider clock, params (string Key, string Value)[] settings)
    {
        var logs = new LogSink();
        TestLog.Current.Secret(Password);
        TestLog.Current.SecretSettings(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Logging.AddProvider(logs).SetMinimumLevel(LogLevel.Trace).AddTestLog("auth");
        builder.Configuration.AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))
                .Prepend(new("ADMIN_PASSWORD", Password))
                .Prepend(new("TRUSTED_PROXIES", "127.0.0.1"))
                .Append(new("DATA_DIR", directory))
                .GroupBy(pair => pair.Key).Select(group => group.Last()));
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddFoundation()
            .AddStorage()
            .AddAccess()
            .AddIdentity()
            .AddAuthorizationServer()
            .AddSingleton<IRegisteredServers, NoServers>();
        var app = builder.Build();
        app.UseTrustedProxies();
        app.Use(ActAsync);
        app.UseRouting();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseAuthorization();
        MapProbes(app.MapIdentity().MapAuthorizationServer());
        app.MapGroup("/api/access").MapAccess();
        app.MapGroup("/api/servers/groups").MapGroups();
        app.MapGroup("/api/internal").MapInternalGroups();
        app.MapNotFound("/api/{**path}");
        app.MapNotFound("/api/internal/{**path}").RequireAuthorization(EndpointPolicies.Internal);
        await app.Services.OpenStorageAsync(TestContext.Current.CancellationToken);
        await app.Services.GetRequiredService<DocumentStore>().StartAsync(TestContext.Current.CancellationToken);
        await app.Services.GetRequiredService<ScopeSeeder>().SeedAsync(TestContext.Current.CancellationToken);
        await app.Services.GetRequiredService<AuthInitializer>().PrepareAsync(TestContext.Current.CancellationToken);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app, clock, logs, directory);
    }

    /// <summary>As the host's audit does, which is not part of this one: says who acts where a change is committed.</summary>
    private static async Task ActAsync(HttpContext context, RequestDelegate next)
    {
        var time = context.RequestServices.GetRequiredService<TimeProvider>();
        var scope = new AuditScope(context.FindCaller, static () => null, () => context.Features.Get<AuditCredential>(), time);
        using (scope.Enter())
        {
            await next(context);
        }
    }

    public static string NewDirectory() => System.IO.Directory.CreateTempSubdirectory("mcpgw-auth-").FullName;

    /// <summary>A client that keeps no cookies and follows no redirects, so that tests see and decide everything.</summary>
    public HttpClient Client() => new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = Address };

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, object? json = null, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var client = Client();
        using var request = new HttpRequestMessage(method, path) { Content = content ?? (json is null ? null : JsonContent.Create(json)) };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, headers: headers);

    public Task<HttpResponseMessage> PostAsync(string path, object? json, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, json, headers: headers);

    public Task<HttpResponseMessage> LoginAsync(string userName, string password, params (string Name, string Value)[] headers) =>
        SendAsync(
        HttpMethod.Post,
        "/api/auth/login",
        content: new FormUrlEncodedContent([new("username", userName), new("password", password)]),
        headers: [("Accept", "application/json"), .. headers]);

    /// <summary>Signs the administrator in.</summary>
    /// <returns>The <c>Cookie</c> header of the session.</returns>
    public async Task<(string Name, string Value)> SignInAsync()
    {
        using var answer = await LoginAsync("admin", Password);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return ("Cookie", SessionCookie(answer).Split(';')[0]);
    }

    public static string SessionCookie(HttpResponseMessage answer)
    {
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith(CookieName + "=", StringComparison.Ordinal));
        TestLog.Current.Secret(cookie.Split(';')[0].Split('=')[1]);
        return cookie;
    }

    /// <summary>Has a token vended with the given credential.</summary>
    public async Task<(string Token, string Id)> VendAsync((string Name, string Value) credential, object? body = null)
    {
        using var answer = await PostAsync("/api/tokens/generate", body ?? new { }, credential);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var json = await JsonAsync(answer);
        return (
            json.GetProperty("tokens").GetProperty("access_token").GetString()!,
            json.GetProperty("token_data").GetProperty("jti").GetString()!);
    }

    public static (string Name, string Value) Bearer(string token) => ("Authorization", "Bearer " + token);

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) =>
        TestLog.Current.SecretMembers(await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken));

    public static async Task<string?> DetailAsync(HttpResponseMessage answer) =>
        (await JsonAsync(answer)).GetProperty("detail").GetString();

    public AdministratorNotice Notice => Services.GetRequiredService<AdministratorNotice>();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Logs.Dispose();
    }

    /// <summary>Stand-ins for the endpoints of other features, and for the data plane.</summary>
    private static void MapProbes(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/servers", (HttpContext context) => context.GetCaller().UserName);
        routes.MapPost("/api/servers/register", (HttpContext context) => context.GetCaller().UserName);
        routes.MapPost("/api/search/semantic", (HttpContext context) => context.GetCaller().UserName);
        routes.MapGet("/v0.1/servers", (HttpContext context) => context.GetCaller().UserName);
        routes.MapGet("/settings", (HttpContext context) => context.GetCaller().UserName);
        var scripts = routes.MapGroup("/api/internal").RequireAuthorization(EndpointPolicies.Internal);
        scripts.MapGet("/list", (HttpContext context) => context.GetCaller().UserName);
        scripts.MapPost("/register", (HttpContext context) => context.GetCaller().UserName);
        scripts.MapPost("/healthcheck", (HttpContext context) => context.GetCaller().UserName);
        routes.MapGet("/api/version", (HttpContext context) => context.FindCaller()?.UserName ?? "nobody").AllowAnonymous();
        routes.Map("/currenttime/{**rest}", ProxyAsync).AllowAnonymous();
        routes.Map("/other/{**rest}", ProxyAsync).AllowAnonymous();
    }

    private static async Task ProxyAsync(HttpContext context)
    {
        var outcome = await context.RequestServices.GetRequiredService<IProxyAuthenticator>().AuthenticateAsync(context);
        if (outcome.Caller is { } caller)
        {
            await context.Response.WriteAsync(
                $"{caller.UserName}|{caller.Scopes}|{caller.AuthMethod}|{outcome.Source}", context.RequestAborted);
            return;
        }

        context.Response.StatusCode = 401;
        context.Response.Headers.WWWAuthenticate = outcome.Challenge;
    }
}

/// <summary>A registry without servers.</summary>
internal sealed class NoServers : IRegisteredServers
{
    public Task<CatalogServer?> FindAsync(string path, CancellationToken cancellationToken) => Task.FromResult<CatalogServer?>(null);

    public Task<IReadOnlyList<CatalogServer>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<CatalogServer>>([]);
}

/// <summary>Every line that was logged, with its values in place.</summary>
internal sealed class LogSink : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Logger(_lines);

    public void Dispose()
    {
    }

    private sealed class Logger(ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(formatter(state, exception) + exception);
    }
}
