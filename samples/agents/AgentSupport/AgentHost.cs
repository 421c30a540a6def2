using AgentSupport.A2a;
using AgentSupport.Gateway;
using AgentSupport.Llm;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentSupport;

/// <summary>What an agent is made from.</summary>
/// <param name="Gateway">The gateway to call others through; null when none is set.</param>
/// <param name="Model">The language model; null when none is set, and the agent goes by rules.</param>
/// <param name="Time">The clock.</param>
public sealed record AgentParts(GatewayClient? Gateway, IChatClient? Model, TimeProvider Time);

/// <summary>An agent as a web application: card, JSON-RPC at <c>/a2a</c>, registered at the gateway.</summary>
public static class AgentHost
{
    private const string EndpointPath = "/a2a";
    private const int MaxBodyBytes = 1 << 20;

    /// <param name="args">Command line; settings come from it and from environment variables.</param>
    /// <param name="defaultUrl">Where it listens when nothing else is said.</param>
    /// <param name="defaultPath">Where it is registered when <c>AGENT_PATH</c> says nothing else.</param>
    /// <param name="create">Makes the agent.</param>
    /// <param name="logging">Changes where it logs to, which is the console when left out.</param>
    public static WebApplication Build(
        string[] args, string defaultUrl, string defaultPath, Func<AgentParts, Agent> create, Action<ILoggingBuilder>? logging = null)
    {
        ArgumentNullException.ThrowIfNull(create);
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("AgentSupport", LogLevel.Information)
            .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        logging?.Invoke(builder.Logging);
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Limits.MaxRequestBodySize = MaxBodyBytes);
        if (string.IsNullOrEmpty(builder.Configuration["urls"]))
        {
            builder.WebHost.UseUrls(defaultUrl);
        }

        var stated = builder.Configuration["AGENT_URL"];
        var path = builder.Configuration["AGENT_PATH"] is { Length: > 0 } other ? other : defaultPath;
        var model = LlmSettings.From(builder.Configuration);
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<TaskList>().AddSingleton<A2aEndpoint>();
        if (model is not null)
        {
            builder.Services.AddSingleton(_ => ChatClients.Create(model));
        }

        if (GatewaySettings.From(builder.Configuration) is { } settings)
        {
            builder.Services.AddSingleton(services => new GatewayClient(settings, services.GetRequiredService<TimeProvider>()));
            builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<SelfRegistration>(
                services, path, () => stated is { Length: > 0 } ? new Uri(stated) : AddressOf(services)));
        }

        builder.Services.AddSingleton(services => create(new(
            services.GetService<GatewayClient>(), services.GetService<IChatClient>(), services.GetRequiredService<TimeProvider>())));
        var app = builder.Build();
        app.MapPost(EndpointPath, app.Services.GetRequiredService<A2aEndpoint>().PostAsync);
        app.MapGet("/.well-known/agent-card.json", (HttpContext context, Agent agent) => Results.Json(agent.CardAt(new Uri(
            stated is { Length: > 0 } ? new Uri(stated) : AddressOf(context.RequestServices), EndpointPath)), A2aJson.Options));
        return app;
    }

    private static Uri AddressOf(IServiceProvider services) =>
        new(services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
}
