namespace McpGateway.Identity.Authentication;

/// <summary>What the internal routes answer to bad credentials: three families of texts that existing clients compare.</summary>
internal sealed record BasicTexts(string Missing, string Undecodable, string Wrong)
{
    private static readonly BasicTexts Servers = new("Authentication required", "Invalid authentication format", "Invalid admin credentials");
    private static readonly BasicTexts Health = new("Authentication required", "Invalid authentication format", "Invalid credentials");
    private static readonly BasicTexts Groups =
        new("Missing or invalid authorization header", "Invalid authorization header format", "Invalid admin credentials");

    public static BasicTexts For(PathString path)
    {
        if (path.StartsWithSegments("/api/internal/healthcheck"))
        {
            return Health;
        }

        return path.Value is { } text && text.Contains("group", StringComparison.OrdinalIgnoreCase) ? Groups : Servers;
    }
}
