namespace McpGateway.Proxy;

/// <summary>Which pages of other sites may call the gateway from a browser, with a token of their own (CORS).</summary>
public sealed class CrossOriginOptions
{
    public const string Section = "Cors";

    /// <summary>
    /// Origins of those pages, such as <c>https://chat.example.com</c>; <c>*</c> stands for all and <c>none</c> for no other than the
    /// gateway's own. Nothing set means all. The session cookie counts for none of them.
    /// </summary>
    public IList<string> AllowedOrigins { get; } = [];
}
