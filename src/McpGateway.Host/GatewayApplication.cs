using McpGateway.Access;
using McpGateway.Access.Endpoints;
using McpGateway.AuthorizationServer;
using McpGateway.Core.Audit;
using McpGateway.Core.BuiltIn;
using McpGateway.Core.Discovery;
using McpGateway.Core.Egress;
using McpGateway.Core.Health;
using McpGateway.Core.Invocation;
using McpGateway.Core.Registry;
using McpGateway.Core.Routing;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using McpGateway.Foundation.Http.OpenApi;
using McpGateway.Host.Connections;
using McpGateway.Identity;
using McpGateway.Proxy;
using McpGateway.Storage;
using McpGateway.Web;
using Microsoft.Extensions.Options;

namespace McpGateway.Host;

/// <summary>The composition root: which parts there are, in which order they see a request.</summary>
internal static class GatewayApplication
{
    public static WebApplicationBuilder CreateBuilder(string[] args, bool usesSocketThreads)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = args,

            // The settings file lies beside the program, wherever it was started from; DATA_DIR is relative to where it was started.
            ContentRootPath = AppContext.BaseDirectory,
        });
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
        builder.Services.AddConnectionLimits();
        AddParts(builder.Services);
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
        UseParts(app);
        return app;
    }

    /// <summary>All parts, without the web server that they run on.</summary>
    internal static void AddParts(IServiceCollection services)
    {
        services.AddFoundation();
        services.AddStorage();
        services.AddAccess();
        services.AddIdentity();
        services.AddAuthorizationServer();
        services.AddRegistry();
        services.AddHealth();
        services.AddDiscovery();
        services.AddInvocation();
        services.AddBuiltInServers();
        services.AddEgress();
        services.AddRouteTable();
        services.AddAudit();
        services.AddProxy();
        services.AddFailureAnswers();
        services.AddGatewayOpenApi();
        services.AddWeb();
    }

    private static void UseParts(WebApplication app)
    {
        app.UseTrustedProxies();
        app.UsePublicPath();
        // Before routing: a call to a server does not wait for endpoints, of which the pages bring many, to be matched or made.
        app.UseMcpProxy();
        app.UseFailureAnswers();
        app.UseRouting();
        app.UseWebSockets();
        app.UsePageHeaders();
        app.UseCors();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UsePageConnections();
        app.UseAntiforgery();

        app.MapIdentity();
        app.MapAuthorizationServer();
        app.MapRegistry();
        app.MapHealth();
        app.MapDiscovery();
        app.MapEgress();
        app.MapAudit();
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
