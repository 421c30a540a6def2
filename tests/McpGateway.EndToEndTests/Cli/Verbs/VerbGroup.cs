namespace McpGateway.EndToEndTests.Cli.Verbs;

/// <summary>The tests of all verbs share a gateway and run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class VerbGroup : ICollectionFixture<CliGateway>
{
    public const string Name = "verbs of the command line";
}
