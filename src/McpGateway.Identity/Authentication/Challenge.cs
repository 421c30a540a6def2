namespace McpGateway.Identity.Authentication;

/// <summary>Values of <c>WWW-Authenticate</c> (RFC 6750 §3, RFC 9728 §5.1).</summary>
public static class Challenge
{
    /// <summary>Where the metadata of a protected resource begins (RFC 9728 §3).</summary>
    public const string MetadataPath = "/.well-known/oauth-protected-resource";

    /// <summary>For a request without a valid credential.</summary>
    /// <param name="origin">Of this gateway, as the client knows it.</param>
    /// <param name="resourcePath">Path of the protected resource; empty for the REST surface as a whole.</param>
    /// <param name="refusal">Set when a bearer token came and was refused.</param>
    /// <param name="scope">What a client should ask for; null says nothing.</param>
    public static string Bearer(string origin, PathString resourcePath, string? refusal, string? scope = null)
    {
        var challenge = $"Bearer realm=\"mcp-gateway\", {Metadata(origin, resourcePath)}";
        challenge = refusal is null ? challenge : $"{challenge}, error=\"invalid_token\", error_description=\"{refusal}\"";
        return scope is null ? challenge : $"{challenge}, scope=\"{scope}\"";
    }

    /// <summary>For a caller whose rights do not suffice (RFC 6750 §3.1).</summary>
    /// <param name="scope">What to ask for to get further; null when the caller's own rights end there.</param>
    public static string InsufficientScope(string origin, PathString resourcePath, string? scope)
    {
        var challenge = $"Bearer error=\"insufficient_scope\", {Metadata(origin, resourcePath)}";
        return scope is null ? challenge : $"{challenge}, scope=\"{scope}\"";
    }

    // The path is written as it travels on the wire, so that no quote of the caller's ends the parameter.
    private static string Metadata(string origin, PathString resourcePath) =>
        $"resource_metadata=\"{origin}{MetadataPath}{resourcePath.ToUriComponent()}\"";
}
