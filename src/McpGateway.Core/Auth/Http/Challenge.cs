namespace McpGateway.Core.Auth.Http;

/// <summary>Values of <c>WWW-Authenticate</c> (RFC 6750 §3, RFC 9728 §5.1).</summary>
internal static class Challenge
{
    private const string MetadataPath = "/.well-known/oauth-protected-resource";

    /// <param name="request">The refused request.</param>
    /// <param name="resourcePath">Path of the protected resource; empty for the REST surface as a whole.</param>
    /// <param name="refusal">Set when a bearer token came and was refused.</param>
    public static string Bearer(HttpRequest request, PathString resourcePath, string? refusal)
    {
        var challenge = "Bearer realm=\"mcp-gateway\"";

        // The path is written as it travels on the wire, so that no quote of the caller's ends the parameter.
        if (request.Host.HasValue)
        {
            challenge += $", resource_metadata=\"{request.Scheme}://{request.Host.ToUriComponent()}{MetadataPath}{resourcePath.ToUriComponent()}\"";
        }

        return refusal is null ? challenge : $"{challenge}, error=\"invalid_token\", error_description=\"{refusal}\"";
    }
}
