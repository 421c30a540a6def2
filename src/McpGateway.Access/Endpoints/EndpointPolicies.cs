using McpGateway.Access.Decisions;
using McpGateway.Foundation.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace McpGateway.Access.Endpoints;

/// <summary>
/// Who may call an endpoint, by name. An endpoint that names none has the fallback: an authenticated caller whom the access policy lets
/// reach the path. Only <c>AllowAnonymous</c> opens an endpoint to strangers.
/// </summary>
public static class EndpointPolicies
{
    /// <summary>Every authenticated caller, whatever its scopes.</summary>
    public const string AnyCaller = "AnyCaller";

    /// <summary>
    /// Who sends the administrator's password with the request, and holds the right: scripts of the internal API (registry contract
    /// §8.1).
    /// </summary>
    public const string Internal = "Internal";

    /// <summary>Who is signed in with a browser. A token does not count.</summary>
    public const string SignedIn = "SignedIn";

    /// <summary>Adds the policies. What they name is in <see cref="CredentialSchemes"/>.</summary>
    public static IServiceCollection AddEndpointPolicies(this IServiceCollection services)
    {
        var reaching = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().AddRequirements(new ApiReach()).Build();
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(reaching)
            .SetDefaultPolicy(reaching)
            .AddPolicy(AnyCaller, static policy => policy.RequireAuthenticatedUser())
            .AddPolicy(Internal, static policy => policy.AddAuthenticationSchemes(CredentialSchemes.Basic)
                .RequireAuthenticatedUser()
                .AddRequirements(new AdministratorRequirement("Only administrators may use the internal API")))
            .AddPolicy(SignedIn, static policy => policy.AddAuthenticationSchemes(CredentialSchemes.Session).RequireAuthenticatedUser());
        services.TryAddSingleton<AccessSnapshotHolder>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAuthorizationHandler, ApiReachHandler>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAuthorizationHandler, AdministratorHandler>());
        services.Replace(ServiceDescriptor.Singleton<IAuthorizationMiddlewareResultHandler, RefusalReasons>());
        return services;
    }

    /// <summary>Lets only administrators call these endpoints, beside what else is required of the caller.</summary>
    /// <param name="refusal">What others are told.</param>
    public static TBuilder RequireAdministrator<TBuilder>(this TBuilder endpoints, string refusal)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new AdministratorRequirement(refusal));
}
