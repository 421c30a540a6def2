using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;
using Microsoft.AspNetCore.Authorization;

namespace McpGateway.Core.Audit.Events;

/// <summary>What a request of the REST surface is about, by its route.</summary>
/// <param name="Stream">One of <see cref="AuditStreams"/>.</param>
/// <param name="Name">The operation.</param>
/// <param name="ResourceType">What it is done to.</param>
/// <param name="ResourceId">Which one, as far as the path says.</param>
/// <param name="Rule">The endpoint's policy.</param>
internal sealed record RequestOperation(string Stream, string Name, string ResourceType, string? ResourceId, string? Rule)
{
    /// <summary>Routes that ask with POST, and those that have events of their own.</summary>
    private static readonly string[] Left =
    [
        "api/search", "api/agents/discover", "api/v2/agents/discover", "api/auth/login", "api/auth/logout", "api/audit",
        "api/internal/healthcheck", "api/internal/list", "oauth2/authorize", "oauth2/introspect", "oauth2/token",
        "oauth2/device_authorization",
    ];

    private static readonly string[] Groups = ["api", "v0.1", "v2", "internal", "management", "iam"];

    private static readonly HashSet<string> Verbs = new(StringComparer.Ordinal)
    {
        "toggle", "rate", "rating", "refresh", "rescan", "rotate", "register", "remove", "edit", "approve", "reject", "import", "sync",
        "generate", "revoke", "add", "create", "delete", "health", "add-to-groups", "remove-from-groups", "create-group", "delete-group",
        "password", "decision",
    };

    public static bool MayChange(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method);

    /// <returns>Null for what the audit has nothing to do with.</returns>
    public static RequestOperation? Of(HttpContext context)
    {
        if (context.GetEndpoint() is not RouteEndpoint endpoint || endpoint.RoutePattern.RawText is not { } route)
        {
            return null;
        }

        var pattern = route.Trim('/');
        if (!IsAudited(pattern))
        {
            return null;
        }

        // The method's name in the route, such as "endsin(card/approve)", counts as a word of it.
        var words = pattern.Split(['/', '(', ')', '{', '}', ':', '*'], StringSplitOptions.RemoveEmptyEntries);
        var verb = Array.FindLast(words, Verbs.Contains);
        var resource = Array.Find(words, word => !Groups.Contains(word)) ?? "request";
        if (Verbs.Contains(resource))
        {
            resource = "servers";
        }

        var type = resource.Length > 1 && resource.EndsWith('s') ? resource[..^1] : resource;
        return new(
            type is "token" ? AuditStreams.TokenMint : AuditStreams.RegistryApi,
            verb ?? NameOf(context.Request.Method), type, IdOf(context), RuleOf(endpoint));
    }

    private static bool IsAudited(string pattern) =>
        (pattern.StartsWith("api/", StringComparison.Ordinal) || pattern.StartsWith("oauth2/", StringComparison.Ordinal)
            || pattern.StartsWith("device", StringComparison.Ordinal))
        && pattern is not "api/{**path}"
        && !Array.Exists(Left, left => pattern.StartsWith(left, StringComparison.Ordinal));

    private static string NameOf(string method) =>
        HttpMethods.IsDelete(method) ? "delete" : HttpMethods.IsPost(method) ? "create" : "update";

    private static string? IdOf(HttpContext context)
    {
        var values = context.Request.RouteValues.Values.OfType<string>().ToArray();
        return values.Length == 0 ? null : LogText.Clean(string.Join('/', values));
    }

    private static string? RuleOf(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null ? null
        : endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().LastOrDefault(static data => data.Policy is not null)?.Policy;
}
