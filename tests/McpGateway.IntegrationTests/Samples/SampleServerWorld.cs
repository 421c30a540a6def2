using System.Reflection;
using System.Text.Json.Nodes;
using ExampleServer;
using Fininfo;
using Fininfo.SampleData;
using McpGateway.Core.BuiltIn;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Registry.Servers;
using McpGateway.IntegrationTests.Composition;
using McpGateway.Tests.Logs;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;
using RealServerFakeTools;
using ServerSupport;

namespace McpGateway.IntegrationTests.Samples;

/// <summary>The gateway with sample servers: in its own process without a port, or each on a port of its own.</summary>
internal sealed class SampleServerWorld : IAsyncDisposable
{
    private readonly List<WebApplication> _servers = [];

    private SampleServerWorld(ComposedGateway gateway) => Gateway = gateway;

    public ComposedGateway Gateway { get; }

    /// <summary>Whose credential the servers want that are added from now on.</summary>
    public string? AuthProvider { get; set; }

    internal static string Folder { get; } = Path.Combine(
        typeof(SampleServerWorld).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(static data => data.Key == "RepositoryRoot").Value!,
        "samples", "servers");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>All three in the gateway's process.</summary>
    public static async Task<SampleServerWorld> StartMountedAsync()
    {
        var world = new SampleServerWorld(await ComposedGateway.StartAsync(
            static services => services
                .AddSample("/fininfo", FininfoApp.Create(new SampleStockData()))
                .AddSample("/realserverfaketools", FakeToolsApp.Create(TimeProvider.System))
                .AddSample("/example-server", ExampleApp.Create()),
            static _ => { }));
        await world.IndexAsync();
        return world;
    }

    public static async Task<SampleServerWorld> StartAsync() => new(await ComposedGateway.StartAsync());

    /// <summary>Starts a server on a free port.</summary>
    public async Task<WebApplication> ServeAsync(
        Func<string[], Action<ILoggingBuilder>?, WebApplication> build, params string[] args)
    {
        var server = build(["--urls", "http://127.0.0.1:0", .. args], static logging => logging.ClearProviders().AddTestLog("sample"));
        _servers.Add(server);
        await server.StartAsync(Cancellation);
        return server;
    }

    /// <summary>Starts a server on a free port and registers it there by its registration.</summary>
    public async Task<WebApplication> AddAsync(
        string name, Func<string[], Action<ILoggingBuilder>?, WebApplication> build, params string[] args)
    {
        var server = await ServeAsync(build, args);
        var file = Path.Combine(Folder, "registrations", name + ".json");
        var registration = JsonNode.Parse(await File.ReadAllTextAsync(file, Cancellation))!;
        registration["proxy_pass_url"] = server.Urls.Single() + "/";
        if (AuthProvider is { } provider)
        {
            (registration["auth_provider"], registration["auth_type"]) = (provider, "oauth");
        }

        if (args.Contains("sse"))
        {
            registration["supported_transports"] = new JsonArray("sse");
        }

        await Gateway.PostAsync("/api/servers/import", new StringContent(registration.ToJsonString()));
        await Gateway.PostAsync("/api/servers/toggle", new FormUrlEncodedContent([new("path", "/" + name), new("new_state", "true")]));
        await IndexAsync();
        return server;
    }

    /// <summary>A client of the SDK, connected to a server through the gateway.</summary>
    /// <param name="http">With the caller's credential.</param>
    /// <param name="path">Of the server.</param>
    public async Task<McpClient> ConnectAsync(HttpClient http, string path) => await McpClient.CreateAsync(
        new HttpClientTransport(
            new() { Endpoint = new(Gateway.Address, path + "/mcp"), TransportMode = HttpTransportMode.StreamableHttp }, http),
        cancellationToken: Cancellation);

    /// <summary>The search knows every tool that is there now.</summary>
    public Task IndexAsync() => Gateway.Services.GetRequiredService<SearchIndexChangeHandler>().FlushAsync(Cancellation);

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        foreach (var server in _servers)
        {
            await server.StopAsync(CancellationToken.None);
            await server.DisposeAsync();
        }
    }
}

internal static class SampleServices
{
    /// <summary>Hosts a sample in the gateway's process.</summary>
    public static IServiceCollection AddSample(this IServiceCollection services, string path, SampleServer sample) =>
        services.AddBuiltInServer(
            new BuiltInServer(path, sample.Title, sample.Instructions, $"inprocess://{sample.Name}/") { Tags = ["sample"] },
            provider => new McpInProcessServer(
                sample.Name, () => sample.Describe(), new InProcessServerOptions(), provider.GetRequiredService<TimeProvider>()));
}
