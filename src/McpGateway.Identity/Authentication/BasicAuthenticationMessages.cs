namespace McpGateway.Identity.Authentication;

/// <summary>What the internal routes answer to bad credentials: three families of texts that existing clients compare.</summary>
internal sealed record BasicAuthenticationMessages(string Missing, string Undecodable, string Wrong)
{
    private static readonly BasicAuthenticationMessages Servers = new(
        "Authentication required", "Invalid authentication format", "Invalid admin credentials");
    private static readonly BasicAuthenticationMessages Health = new(
        "Authentication required", "Invalid authentication format", "Invalid credentials");
    private static readonly BasicAuthenticationMessages Groups =
        new("Missing or invalid authorization header", "Invalid authorization header format", "Invalid admin credentials");

    public static BasicAuthenticationMessages For(PathString path)
    {
        if (path.StartsWithSegments("/api/internal/healthcheck"))
        {
            return Health;
        }

        return path.Value is { } text && text.Contains("group", StringComparison.OrdinalIgnoreCase) ? Groups : Servers;
    }
}
