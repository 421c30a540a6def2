namespace McpGateway.Core.Discovery.Indexing;

/// <summary>Where a term stood. Each field has its own weight and length normalisation, see <c>RankingParameters</c>.</summary>
internal enum IndexField
{
    Owner,
    Name,
    Title,
    Description,
    ParameterNames,
    ParameterTexts,
    Tags,
    OwnerDescription,
}
