using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests;

/// <summary>The sentence model that comes along, in a process of the product.</summary>
public sealed class SentenceModelTests
{
    /// <summary>The runtime of the model would keep an id of the device and a file of its use there, and send them to its maker.</summary>
    [Fact]
    public async Task Embedding_HomeOfTheUser_StaysEmpty()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Homes and caches as Unix has them");
        var cancellation = TestContext.Current.CancellationToken;
        var home = Directory.CreateTempSubdirectory("mcp-gateway-home-");
        try
        {
            var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["ADMIN_PASSWORD"] = GatewayProcess.Password,
                ["DATA_DIR"] = Path.Combine(home.FullName, "data"),
                ["HOME"] = home.FullName,
                ["XDG_CACHE_HOME"] = Path.Combine(home.FullName, "cache"),
            };
            await using var gateway = ChildProcess.Start(
                "dotnet", [Repository.Host, "--urls", "http://127.0.0.1:0"], environment, home.FullName);
            await gateway.WaitForLineAsync(
                static line => line.Contains("entries have a vector of onnx/", StringComparison.Ordinal) ? line : null,
                cancellation,
                TimeSpan.FromMinutes(3));

            Assert.Equal(["data"], home.EnumerateFileSystemInfos().Select(static entry => entry.Name));
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }
}
