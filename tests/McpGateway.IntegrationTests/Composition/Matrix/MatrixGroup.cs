namespace McpGateway.IntegrationTests.Composition.Matrix;

/// <summary>The tests that look at the recorded matrix.</summary>
[CollectionDefinition(Name)]
public sealed class MatrixGroup : ICollectionFixture<RecordedMatrix>
{
    public const string Name = "recorded matrix";
}
