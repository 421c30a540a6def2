using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Http;
using McpGateway.Host.Decoration;
using McpGateway.Host.Observability;
using McpGateway.Proxy.Access;
using Microsoft.Extensions.Options;

namespace McpGateway.Host.Freshness;

/// <summary>What <c>Storage:DenyWhenStale</c> does. Without it nothing of this is on a request's way.</summary>
internal static class FreshnessServices
{
    private const string Detail =
        "The gateway's database has not confirmed for too long what you may do (Storage:MaxStaleness). Try again.";

    /// <summary>Puts the check before the authenticator that is registered. Needs <c>AddProxy</c>.</summary>
    public static void AddFreshness(this IServiceCollection services)
    {
        services.AddHostedService<StaleStreams>();
        services.Decorate<IProxyAuthenticator>(static (provider, authenticator) => Denies(provider)
            ? new FreshAuthenticator(authenticator, provider.GetRequiredService<StoreFreshness>())
            : authenticator);
    }

    /// <summary>
    /// For everything but the data plane: refuses while the state is stale. Health and readiness answer, and metrics say what is wrong.
    /// </summary>
    public static void UseFreshness(this WebApplication app)
    {
        if (!Denies(app.Services))
        {
            return;
        }

        var freshness = app.Services.GetRequiredService<StoreFreshness>();
        app.Use(next => context =>
        {
            if (!freshness.Denies || IsAnsweredAnyway(context.Request.Path))
            {
                return next(context);
            }

            return ErrorResults.AnswerUnavailableAsync(context, Detail);
        });
    }

    private static bool IsAnsweredAnyway(PathString path) =>
        path.StartsWithSegments("/health", StringComparison.Ordinal) || path == MetricsEndpoint.Path;

    private static bool Denies(IServiceProvider services) =>
        services.GetRequiredService<IOptions<StalenessOptions>>().Value.DenyWhenStale;
}
