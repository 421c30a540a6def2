using McpGateway.Cli.Credentials.Refreshing;
using McpGateway.Tests.Storage;

namespace McpGateway.Tests.Cli.Credentials;

public sealed class TokenFileCheckTests : IDisposable
{
    private readonly TemporaryDirectory _files = new();
    private readonly StringWriter _written = new();
    private readonly TokenFileCheck _check;

    public TokenFileCheckTests() => _check = new(new(_files.Path), new RefreshLog(_written, TimeProvider.System, hasDetails: false));

    [Theory]
    [InlineData("""{"access_token":"a","expires_at":null}""", "does not say when it ends")]
    [InlineData("""{"access_token":"a"}""", "does not say when it ends")]
    [InlineData("""{"access_token":"a","expires_at":"soon"}""", "is \"soon\"")]
    [InlineData("""{"access_token":"a" """, "is not JSON")]
    [InlineData("", "is not JSON")]
    public async Task File_ThatCannotBeKeptFresh_IsToldOnceAndCounted(string text, string reason)
    {
        await WriteAsync("tracker-egress.json", text);

        Assert.Equal((1, 1), (_check.Tell(), _check.Tell()));

        var line = Assert.Single(Lines());
        Assert.Contains("WARNING tracker-egress.json: cannot be kept fresh, because", line, StringComparison.Ordinal);
        Assert.Contains(reason, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tracker-egress.json", """{"access_token":"a","expires_at":"1767323045"}""")]
    [InlineData("tracker-egress.json", """{"access_token":"a","expires_at":1767323045000}""")]
    [InlineData("agent-robot-m2m.json", """{"client_id":"robot","client_secret":"s"}""")]
    [InlineData("entra-identities.json", "[]")]
    [InlineData("mcp.json", "{ not JSON")]
    [InlineData("token-readable.json", "{ not JSON")]
    public async Task File_ThatIsFineOrNoToken_IsNotTold(string file, string text)
    {
        await WriteAsync(file, text);

        Assert.Equal((0, ""), (_check.Tell(), _written.ToString()));
    }

    [Fact]
    public async Task File_ThatWasMendedAndBrokenAgain_IsToldAgain()
    {
        await WriteAsync("a.json", "{");
        _check.Tell();
        await WriteAsync("a.json", "{}");
        _check.Tell();
        await WriteAsync("a.json", "{");
        _check.Tell();

        Assert.Equal(2, Lines().Length);
    }

    public void Dispose()
    {
        _written.Dispose();
        _files.Dispose();
    }

    private string[] Lines() => _written.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    private Task WriteAsync(string file, string text) =>
        File.WriteAllTextAsync(_files.File(file), text, TestContext.Current.CancellationToken);
}
