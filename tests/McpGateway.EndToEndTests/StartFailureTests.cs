using System.Text.RegularExpressions;
using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests;

/// <summary>A gateway that cannot start says in a line what to mend, and is no crash.</summary>
public sealed partial class StartFailureTests(FailedStarts starts) : IClassFixture<FailedStarts>
{
    public static TheoryData<string> Kinds => [.. FailedStarts.Cases.Keys];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Start_ThatCannotBe_NamesTheKeyAndWhatToDo(string kind)
    {
        var expected = FailedStarts.Cases[kind];

        var (code, output, errors) = await starts.RunOf(kind);

        Assert.True(code == expected.ExitCode, $"{code}: {output}");
        Assert.All(expected.Expected, text => Assert.Contains(starts.Filled(text), string.Join('\n', errors), StringComparison.Ordinal));
        Assert.True(errors.Count == expected.Lines, string.Join('\n', errors));
        Assert.Equal(errors.Distinct(StringComparer.Ordinal), errors);
        Assert.DoesNotContain(errors, static line => line.EndsWith("..", StringComparison.Ordinal));
        Assert.DoesNotMatch(StackTrace(), output);
        Assert.DoesNotContain("hunter22", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ThatCannotBe_AtDebug_LogsTheTrace()
    {
        var directory = Directory.CreateTempSubdirectory("mcp-gateway-start-");
        try
        {
            var (code, output, errors) = await ChildProcess.RunApartAsync(
                "dotnet",
                [Repository.Host, "--urls", "http://127.0.0.1:0", "--DATA_DIR", directory.FullName, "--SCOPES_CONFIG_PATH=/nope"],
                new Dictionary<string, string?>(StringComparer.Ordinal) { ["Logging__LogLevel__McpGateway"] = "Debug" },
                directory.FullName,
                Cancellation);

            Assert.Equal(1, code);
            Assert.Single(errors);
            Assert.Matches(StackTrace(), output);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("--help", "Usage: McpGateway.Host")]
    [InlineData("-h", "--urls <addresses>")]
    [InlineData("--version", "McpGateway.Host 1.")]
    public async Task Start_ThatOnlyAsks_IsAnsweredAndLeavesNothing(string option, string expected)
    {
        var directory = Directory.CreateTempSubdirectory("mcp-gateway-start-");
        try
        {
            var (code, output, errors) = await ChildProcess.RunApartAsync(
                "dotnet",
                [Repository.Host, "--urls", "http://127.0.0.1:0", option],
                new Dictionary<string, string?>(StringComparer.Ordinal) { ["DATA_DIR"] = Path.Combine(directory.FullName, "data") },
                directory.FullName,
                Cancellation);

            Assert.Equal(0, code);
            Assert.Contains(expected, output, StringComparison.Ordinal);
            Assert.Empty(errors);
            Assert.Empty(directory.GetFileSystemInfos());
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [GeneratedRegex(@"^\s+at \w+\.|Unhandled exception", RegexOptions.Multiline)]
    private static partial Regex StackTrace();
}
