using System.Security.Claims;
using System.Text.Encodings.Web;
using McpGateway.Access.Endpoints;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpGateway.IntegrationTests;

/// <summary>
/// Authentication for hosts of features that do not test it: the caller is whom the test states. Endpoints keep their policies, except
/// that every path of the API can be reached.
/// </summary>
internal static class StatedCaller
{
    private const string Scheme = "Stated";

    /// <param name="caller">Who sent the request; null for a stranger.</param>
    public static IServiceCollection AddStatedCaller(this IServiceCollection services, Func<HttpContext, Caller?> caller)
    {
        services.AddEndpointPolicies();
        services.AddAuthenticationCore();
        services.AddWebEncoders();
        services.AddSingleton(new Statement(caller));
        services.AddTransient<Handler>();

        // In the place of the product's own, whether or not the host has them.
        services.PostConfigure<AuthenticationOptions>(static options =>
        {
            options.DefaultScheme = Scheme;
            foreach (var name in (string[])[Scheme, CredentialSchemes.Session, CredentialSchemes.Bearer, CredentialSchemes.Basic])
            {
                if (options.SchemeMap.TryGetValue(name, out var known))
                {
                    known.HandlerType = typeof(Handler);
                }
                else
                {
                    options.AddScheme<Handler>(name, displayName: null);
                }
            }
        });
        return services.Configure<AuthorizationOptions>(options =>
            options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }

    private sealed record Statement(Func<HttpContext, Caller?> Caller);

    private sealed class Handler(
        IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Statement statement)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (statement.Caller(Context) is not { } caller)
            {
                return Task.FromResult(AuthenticateResult.NoResult());
            }

            Context.SetCaller(caller);
            var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, caller.UserName)], Scheme.Name);
            return Task.FromResult(AuthenticateResult.Success(new(new ClaimsPrincipal(identity), Scheme.Name)));
        }

        protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
        {
            Response.StatusCode = StatusCodes.Status403Forbidden;
            return Response.WriteAsJsonAsync(new { detail = RefusalReasons.Of(properties) });
        }
    }
}
