namespace McpGateway.EndToEndTests.Web;

/// <summary>What a browser that was never here has to fetch for a page: the document, and all that it asks for.</summary>
public sealed class FirstLoadTests(Installation shared) : SharedWebRig<Installation>(shared)
{
    private const int MostBytes = 200_000;

    /// <summary>As they came over the wire, with their heads.</summary>
    private const string Weigh = """
        () => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
          .map(entry => ({ name: new URL(entry.name).pathname, bytes: entry.encodedBodySize + 300 }))
        """;

    [Theory]
    [InlineData("/ui/")]
    [InlineData("/ui/servers")]
    [InlineData("/ui/servers?view=table")]
    [InlineData("/ui/analytics?range=30d")]
    [InlineData("/ui/activity?hours=720")]
    [InlineData("/ui/changes")]
    [InlineData("/ui/settings")]
    public async Task Page_OfAnInstallation_IsLight(string path)
    {
        await using var visitor = await Browser.VisitAsync(Gateway.Address);
        await visitor.SignInAsync();
        await visitor.OpenAsync(path);

        var loaded = await visitor.Page.EvaluateAsync<Loaded[]>(Weigh);

        var sizes = string.Join(", ", loaded.Select(static part => $"{part.Name}: {part.Bytes}"));
        TestContext.Current.TestOutputHelper?.WriteLine($"{path}: {loaded.Sum(static part => part.Bytes)} bytes: {sizes}");
        Assert.Contains(loaded, static part => part.Name.EndsWith(".css", StringComparison.Ordinal) && part.Bytes > 1_000);
        Assert.Contains(loaded, static part => part.Name.EndsWith("blazor.web.js", StringComparison.Ordinal) && part.Bytes > 10_000);
        Assert.True(loaded.Sum(static part => part.Bytes) < MostBytes, sizes);
    }

    private sealed class Loaded
    {
        public string Name { get; set; } = "";

        public int Bytes { get; set; }
    }
}
