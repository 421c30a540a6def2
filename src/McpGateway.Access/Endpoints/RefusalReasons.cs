using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace McpGateway.Access.Endpoints;

/// <summary>Tells the scheme that answers a refused caller why: the text of the requirement that was not met.</summary>
public sealed class RefusalReasons : IAuthorizationMiddlewareResultHandler
{
    private const string Key = "refusal";

    private readonly AuthorizationMiddlewareResultHandler _framework = new();

    /// <summary>The reason that a scheme was given, or what to say without one.</summary>
    public static string Of(AuthenticationProperties properties) => properties?.GetString(Key) ?? "Access forbidden";

    public async Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(authorizeResult);
        if (!authorizeResult.Forbidden || authorizeResult.AuthorizationFailure is not { } failure)
        {
            await _framework.HandleAsync(next, context, policy, authorizeResult);
            return;
        }

        var properties = new AuthenticationProperties();
        properties.SetString(Key, ReasonOf([.. failure.FailedRequirements]));
        if (policy.AuthenticationSchemes.Count == 0)
        {
            await context.ForbidAsync(properties);
        }

        foreach (var scheme in policy.AuthenticationSchemes)
        {
            await context.ForbidAsync(scheme, properties);
        }
    }

    /// <summary>None when the coarse layer refuses too: whom it keeps out learns nothing about the endpoint.</summary>
    private static string? ReasonOf(IAuthorizationRequirement[] failed) => failed.OfType<ApiReach>().Any()
        ? null
        : failed.OfType<AdministratorRequirement>().FirstOrDefault()?.Refusal;
}
