namespace McpGateway.Identity;

/// <summary>Names of kinds of documents, for those who watch changes.</summary>
public static class IdentityDocuments
{
    public const string Users = "users";
    public const string VendedTokens = "vended_tokens";
}
