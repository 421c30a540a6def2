namespace McpGateway.AuthorizationServer.Consents;

/// <summary>Names of kinds of documents, for those who watch changes.</summary>
public static class ConsentDocuments
{
    public const string Consents = "oauth_consents";
}
