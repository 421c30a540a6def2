using McpGateway.Access;
using McpGateway.Access.Endpoints;
using McpGateway.AuthorizationServer;
using McpGateway.Core.Admission;
using McpGateway.Core.Agents;
using McpGateway.Core.Audit;
using McpGateway.Core.BuiltIn;
using McpGateway.Core.Diagnostics;
using McpGateway.Core.Discovery;
using McpGateway.Core.Discovery.Embeddings;
using McpGateway.Core.Egress;
using McpGateway.Core.Federation;
using McpGateway.Core.Health;
using McpGateway.Core.Import;
using McpGateway.Core.Invocation;
using McpGateway.Core.MetricsService;
using McpGateway.Core.Pins;
using McpGateway.Core.Pins.Endpoints;
using McpGateway.Core.Registry;
using McpGateway.Core.Routing;
using McpGateway.Core.Scanning;
using McpGateway.Core.Views;
using McpGateway.Embeddings.Onnx;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using McpGateway.Foundation.Http.OpenApi;
using McpGateway.Host.Connections;
using McpGateway.Host.Draining;
using McpGateway.Host.FastPath;
using McpGateway.Host.Freshness;
using McpGateway.Host.Https;
using McpGateway.Host.Observability;
using McpGateway.Host.Settings;
using McpGateway.Identity;
using McpGateway.Proxy;
using McpGateway.Storage;
using McpGateway.Storage.MongoDB;
using McpGateway.Web;
using Microsoft.Extensions.Options;

namespace McpGateway.Host;

/// <summary>The composition root: which parts there are, in which order they see a request.</summary>
internal static class GatewayApplication
{
    /// <summary>This machine alone: what listens to others is to be stated.</summary>
    internal const string DefaultAddress = "http://127.0.0.1:7860";

    private static readonly Lazy<KnownSettings> AllSettings = new(static () =>
    {
        var services = new ServiceCollection();
        AddAllOptions(services);
        return new(services);
    });

    /// <summary>What can be set.</summary>
    internal static KnownSettings Settings => AllSettings.Value;

    public static WebApplicationBuilder CreateBuilder(string[] args, bool usesSocketThreads)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = args,

            // The settings file lies beside the program, wherever it was started from; DATA_DIR is relative to where it was started.
            ContentRootPath = AppContext.BaseDirectory,
        });
        // Not in the settings file, which is stronger than the framework's own variable ASPNETCORE_URLS.
        if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]))
        {
            builder.WebHost.UseUrls(DefaultAddress);
        }

        // Its messages contain whole request URLs, which during sign-in include authorization codes. Calls are in the call records.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = usesSocketThreads);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // The data plane has its own, lower limit with a JSON answer; this one holds for every request.
            kestrel.Limits.MaxRequestBodySize = 64 * 1024 * 1024;
        });
        ListeningServer.Wrap(builder.Services);
        builder.Services.AddDraining();
        builder.Services.AddConnectionLimits();
        builder.Services.AddFastPath();
        builder.Services.AddHttpsOptions();
        builder.Services.AddObservability();
        AddParts(builder.Services);
        builder.Services.AddFreshness();
        return builder;
    }

    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var startLog = new StartLogFilter();
        builder.Services.AddSingleton<IPostConfigureOptions<LoggerFilterOptions>>(startLog);
        var app = builder.Build();
        app.Lifetime.ApplicationStarted.Register(startLog.End);

        // Before anything is made of them: every setting is judged at once, and nothing is created for settings that cannot be used.
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        UnknownSettings.Warn(
            app.Configuration, Settings, app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(UnknownSettings).FullName!));
        UseParts(app);
        return app;
    }

    /// <summary>Everything that can be set, of the parts and of what the host adds to the web server.</summary>
    internal static void AddAllOptions(IServiceCollection services)
    {
        services.AddConnectionOptions();
        services.AddDrainOptions();
        services.AddHttpsOptions();
        services.AddObservabilityOptions();
        AddParts(services);
    }

    /// <summary>All parts, without the web server that they run on.</summary>
    internal static void AddParts(IServiceCollection services)
    {
        services.AddFoundation();
        services.AddStorage();
        services.AddMongoStorage();
        services.AddAccess();
        services.AddIdentity();
        services.AddAuthorizationServer();
        services.AddRegistry();
        services.AddAgents();
        services.AddHealth();
        services.AddPins();
        services.AddAdmission();
        services.AddDiscovery();

        // Only who asks for a local model loads the assembly that runs it.
        services.AddSingleton<ILocalModels>(static provider => new OnnxModels(provider.GetRequiredService<TimeProvider>()));
        services.AddInvocation();
        services.AddBuiltInServers();
        services.AddImport();
        services.AddEgress();
        services.AddFederation();
        services.AddScanning();
        services.AddRouteTable();
        services.AddAudit();
        services.AddMetricsService();
        services.AddDiagnostics();
        services.AddViews();
        services.AddProxy();
        services.AddFailureAnswers();
        services.AddGatewayOpenApi();
        services.AddWeb();
    }

    private static void UseParts(WebApplication app)
    {
        app.UseTrustedProxies();
        app.UsePublicPath();
        app.UseHttpsRules();
        app.UseCrossOriginCalls();
        // Before routing: a call to a server does not wait for endpoints, of which the pages bring many, to be matched or made.
        app.UseMcpProxy();
        app.UseRequestSpans();
        app.UseRequestAudit();
        app.UseFreshness();
        app.UseFailureAnswers();
        app.UseRouting();
        app.UseWebSockets();
        app.UsePageHeaders();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UsePageConnections();
        app.UseAntiforgery();

        app.MapIdentity();
        app.MapAuthorizationServer();
        app.MapRegistry();
        app.MapAgentRegistry();
        app.MapHealth();
        app.MapPins();
        app.MapAdmission();
        app.MapDiscovery();
        app.MapEgress();
        app.MapFederation();
        app.MapScanning();
        app.MapAudit();
        app.MapMetrics();
        app.MapMetricsService();
        app.MapDiagnostics();
        app.MapGroup("/api/access").MapAccess();
        app.MapGroup("/api/servers/groups").MapGroups();
        app.MapGroup("/api/internal").MapInternalGroups();
        app.MapProxyValidate();
        app.MapGatewayOpenApi();
        app.MapWeb();
        app.MapNotFound("/api/{**path}");
        app.MapNotFound("/v0.1/{**path}");
        app.MapNotFound("/api/internal/{**path}").RequireAuthorization(EndpointPolicies.Internal);
        app.MapProxyFallback();
    }
}
