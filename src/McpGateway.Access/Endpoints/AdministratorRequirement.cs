using McpGateway.Foundation;
using Microsoft.AspNetCore.Authorization;

namespace McpGateway.Access.Endpoints;

/// <summary>The caller is an administrator. Also endpoint metadata that asks for itself.</summary>
/// <param name="refusal">What others are told.</param>
internal sealed class AdministratorRequirement(string refusal) : IAuthorizationRequirement, IAuthorizationRequirementData
{
    public string Refusal => refusal;

    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [this];
}

internal sealed class AdministratorHandler : AuthorizationHandler<AdministratorRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, AdministratorRequirement requirement)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Resource is HttpContext http && http.FindCaller() is { Permissions.IsAdmin: true })
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
