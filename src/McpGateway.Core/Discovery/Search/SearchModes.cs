namespace McpGateway.Core.Discovery.Search;

/// <summary>What a search went by, in answers, metrics and spans.</summary>
internal static class SearchModes
{
    public const string Hybrid = "hybrid";
    public const string LexicalOnly = "lexical-only";
}
