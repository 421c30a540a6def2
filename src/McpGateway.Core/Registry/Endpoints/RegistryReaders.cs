using McpGateway.Foundation;
using McpGateway.Proxy.Protocol;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>
/// Who reads the registry API: callers, and where <see cref="RegistryOptions.PublicScope"/> names a scope, anybody, as one who holds that
/// scope and nothing else. Editors read a registry without a credential.
/// </summary>
internal sealed class RegistryReaders(IOptions<RegistryOptions> options)
{
    private readonly Caller? _anybody = options.Value.PublicScope is { Length: > 0 } scope
        ? new()
        {
            UserName = "anonymous",
            Subject = "anonymous",
            Groups = [],
            Scopes = [scope],
            AuthMethod = "none",
            Provider = "none",
            Permissions = CallerPermissions.None,
        }
        : null;

    /// <summary>Whose view of the registry a request gets; null when it needs a credential.</summary>
    public Caller? Find(HttpContext context) => context.FindCaller() ?? (PresentsCredential(context.Request) ? null : _anybody);

    /// <summary>As <see cref="Find"/>, for endpoints behind <see cref="RegistryReading"/>.</summary>
    public Caller Of(HttpContext context) => Find(context) ?? context.GetCaller();

    /// <summary>A credential that is no good is told so, instead of being answered less than its holder expects.</summary>
    private static bool PresentsCredential(HttpRequest request) =>
        request.Headers.Authorization.Count > 0 || request.Headers.ContainsKey(GatewayHeaders.XAuthorization);
}

/// <summary>
/// What endpoints of the registry API require: of a caller what other endpoints do; of nobody nothing, where the registry is public.
/// </summary>
internal sealed class RegistryReading : IAuthorizationRequirement;

internal sealed class RegistryReadingHandler(RegistryReaders readers) : AuthorizationHandler<RegistryReading>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, RegistryReading requirement)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Resource is HttpContext http && (http.FindCaller() is null ? readers.Find(http) is not null : await MayAsync(http)))
        {
            context.Succeed(requirement);
        }
    }

    private static async Task<bool> MayAsync(HttpContext http)
    {
        var services = http.RequestServices;
        var policies = services.GetRequiredService<IAuthorizationPolicyProvider>();
        var usual = await policies.GetFallbackPolicyAsync() ?? await policies.GetDefaultPolicyAsync();
        return (await services.GetRequiredService<IAuthorizationService>().AuthorizeAsync(http.User, http, usual)).Succeeded;
    }
}
