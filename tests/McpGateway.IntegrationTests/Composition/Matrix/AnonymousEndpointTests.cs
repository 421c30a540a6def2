namespace McpGateway.IntegrationTests.Composition.Matrix;

/// <summary>What a stranger gets an answer from.</summary>
[Collection(MatrixGroup.Name)]
public sealed class AnonymousEndpointTests(RecordedMatrix matrix)
{
    /// <summary>Endpoints that do more for a stranger than refuse, or send to sign in, and why.</summary>
    private static readonly Dictionary<string, string> Open = new(StringComparer.Ordinal)
    {
    };

    [Fact]
    public void EveryEndpoint_AnonymousCaller_RefusesOrIsListed()
    {
        string[] open =
        [
            .. matrix.Rows.Where(row => row is { Caller: Caller.AnonymousName, Endpoint: not null } && !IsRefused(row))
                .Select(row => row.Endpoint!)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];

        Assert.Equal(Open.Keys.Order(StringComparer.Ordinal), open);
    }

    private static bool IsRefused(RecordedRow row) =>
        row.Status is 401 or 403 || (row.Status is 302 && row.Location?.StartsWith("/login?next=", StringComparison.Ordinal) == true);
}
