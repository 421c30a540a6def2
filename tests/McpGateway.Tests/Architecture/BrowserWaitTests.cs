namespace McpGateway.Tests.Architecture;

/// <summary>
/// Browser tests wait for what a page shows, or for its address: that a document has loaded is reported once, on a busy machine perhaps
/// before anybody waits for it, and a test that waits for it then waits for ever.
/// </summary>
public sealed class BrowserWaitTests
{
    private static readonly string[] LoadStates = ["WaitForURLAsync(", "WaitForLoadStateAsync(", "WaitForNavigationAsync(", "NetworkIdle"];

    [Fact]
    public void BrowserTests_NeverWaitForALoadState() => Assert.Empty(
        from file in RepositoryFiles.Under("tests/McpGateway.EndToEndTests", ".cs")
        let text = File.ReadAllText(RepositoryFiles.Absolute(file))
        from wait in LoadStates
        where text.Contains(wait, StringComparison.Ordinal)
        select $"{file}: {wait}");
}
