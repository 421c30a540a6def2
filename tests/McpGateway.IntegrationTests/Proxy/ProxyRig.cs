using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.Channels;
using McpGateway.Foundation.Http;
using McpGateway.Host;
using McpGateway.Host.Connections;
using McpGateway.Host.FastPath;
using McpGateway.Proxy;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Recording;
using McpGateway.Proxy.Routing;
using McpGateway.Proxy.Sessions;
using McpGateway.Tests.Logs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace McpGateway.IntegrationTests.Proxy;

/// <summary>
/// A real Kestrel gateway, with the product's fast path before it, in front of real Kestrel upstreams, all on ports that the
/// system chose.
/// </summary>
internal sealed class ProxyRig : IAsyncDisposable
{
    public static readonly TimeSpan Patience = Eventually.Patience;

    private readonly List<WebApplication> _apps = [];
    private readonly List<Route> _routes = [];
    private readonly Recorder _recorder = new();
    private WebApplication? _gateway;

    public TestAccess Access { get; } = new TestAccess().Add("alice", new Rights()).Add("bob", new Rights());

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public Action<ProxyOptions> Configure { get; init; } = _ => { };

    public Action<IServiceCollection> Services { get; init; } = _ => { };

    public IServiceProvider Provider => _gateway!.Services;

    public HttpClient Client { get; private set; } = null!;

    public Uri Address { get; private set; } = null!;

    public RouteTableHolder Table => _gateway!.Services.GetRequiredService<RouteTableHolder>();

    public static async Task<ProxyRig> StartAsync(RequestDelegate upstream, Func<Route, Route>? route = null)
    {
        var rig = new ProxyRig();
        await rig.AddServerAsync("/srv", upstream, route);
        await rig.StartAsync();
        return rig;
    }

    public async Task<Uri> AddServerAsync(string path, RequestDelegate upstream, Func<Route, Route>? route = null)
    {
        var app = await ListenAsync(builder => { }, web => web.Run(upstream));
        var address = AddressOf(app);
        AddRoute(path, new Uri(address, "mcp"), route);
        return address;
    }

    public void AddRoute(string path, Uri upstream, Func<Route, Route>? change = null)
    {
        var route = new Route { Path = path, Upstream = upstream, State = RouteState.Ready };
        _routes.Add(change is null ? route : change(route));
    }

    public async Task StartAsync()
    {
        _gateway = await ListenAsync(
            builder =>
            {
                ListeningServer.Wrap(builder.Services);
                builder.Services.AddSingleton<PublicOrigin>();
                builder.Services.AddSingleton<ConnectionLimits>();
                builder.Services.AddSingleton<Handover>();
                builder.Services.AddFastPath();
                builder.Services.AddSingleton(Clock);
                builder.Services.AddProxy();
                builder.Services.Configure<ProxyOptions>(static options => options.FastPath = true);
                builder.Services.Configure(Configure);
                builder.Services.AddSingleton<IProxyAuthenticator>(Access);
                builder.Services.AddSingleton<IAccessDecider>(Access);
                builder.Services.AddSingleton<IAgentSight>(Access);
                builder.Services.AddSingleton<ICallRecorder>(_recorder);
                builder.Services.AddSingleton<ISessionKeyProvider>(new Keys());
                Services(builder.Services);
            },
            web =>
            {
                web.UseCrossOriginCalls();
                web.UseMcpProxy();
                web.UseRouting();
                web.MapGet("/api/hello", () => "hello");
                web.MapProxyValidate();
                web.MapProxyFallback();
            });
        Address = AddressOf(_gateway);
        Table.Publish(new RouteTable(_routes, 1));
        Client = NewClient("alice");
    }

    public HttpClient NewClient(string? user)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
        {
            BaseAddress = Address,
            Timeout = Patience,
        };
        if (user is not null)
        {
            client.DefaultRequestHeaders.Add("X-Authorization", "Bearer " + user);
        }

        return client;
    }

    public Task<HttpResponseMessage> PostAsync(string path, string body, Action<HttpRequestHeaders>? headers = null) =>
        PostAsync(Client, path, body, headers);

    public static async Task<HttpResponseMessage> PostAsync(
        HttpClient client, string path, string body, Action<HttpRequestHeaders>? headers = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        headers?.Invoke(request.Headers);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    /// <summary>The next records. A client may have its answer before the gateway has recorded it.</summary>
    public async Task<IReadOnlyList<CallRecord>> RecordsAsync(int count)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        var records = new List<CallRecord>();
        while (records.Count < count)
        {
            records.Add(await _recorder.Reader.ReadAsync(limit.Token));
        }

        return records;
    }

    public async Task<CallRecord> RecordAsync() => (await RecordsAsync(1))[0];

    /// <summary>Stops the gateway as its operator would.</summary>
    public Task StopAsync() => _gateway!.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (_gateway is not null)
        {
            await StopAsync(_gateway);
        }

        foreach (var app in _apps)
        {
            await StopAsync(app);
        }
    }

    /// <summary>Open streams of a test must not hold up its end.</summary>
    private static async Task StopAsync(WebApplication app)
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    private async Task<WebApplication> ListenAsync(Action<WebApplicationBuilder> build, Action<WebApplication> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddTestLog("proxy");
        build(builder);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        var app = builder.Build();
        configure(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        _apps.Add(app);
        return app;
    }

    private static Uri AddressOf(WebApplication app) =>
        new(app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features
            .Get<IServerAddressesFeature>()!.Addresses.First());

    private sealed class Recorder : ICallRecorder
    {
        private readonly Channel<CallRecord> _records = Channel.CreateUnbounded<CallRecord>();

        public ChannelReader<CallRecord> Reader => _records.Reader;

        public void Record(CallRecord record) => _records.Writer.TryWrite(record);
    }

    private sealed class Keys : ISessionKeyProvider
    {
        public ReadOnlyMemory<byte> Key { get; } = Enumerable.Range(0, 32).Select(number => (byte)number).ToArray();
    }
}
