using System.Reflection;
using System.Text;

namespace McpGateway.IntegrationTests.Composition.Matrix;

/// <summary>
/// Every endpoint of the composed gateway with every kind of caller, compared with <c>endpoint-matrix.txt</c>. A change of that file is a
/// change of what clients see: the file that the test writes when it fails can take its place once each differing line is meant.
/// </summary>
[Collection(MatrixGroup.Name)]
public sealed class EndpointMatrixTests(RecordedMatrix matrix)
{
    private const int ShownDifferences = 40;

    private static readonly string Root = typeof(EndpointMatrixTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(data => data.Key == "RepositoryRoot").Value!;

    private static readonly string ExpectedFile = Path.Combine(
        Root, "tests", "McpGateway.IntegrationTests", "Composition", "Matrix", "endpoint-matrix.txt");

    private static readonly string ActualFile = Path.Combine(Root, "artifacts", "endpoint-matrix", "endpoint-matrix.txt");

    [Fact]
    public async Task EveryEndpoint_EveryCaller_AnswersAsRecorded()
    {
        string[] actual = [.. matrix.Rows.Select(row => row.Line).Order(StringComparer.Ordinal)];
        var expected = File.Exists(ExpectedFile) ? await File.ReadAllLinesAsync(ExpectedFile, TestContext.Current.CancellationToken) : [];
        if (actual.SequenceEqual(expected, StringComparer.Ordinal))
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(ActualFile)!);
        await File.WriteAllTextAsync(ActualFile, string.Concat(actual.Select(line => line + "\n")), TestContext.Current.CancellationToken);
        Assert.Fail(Describe(expected, actual));
    }

    [Fact]
    public void Rows_Requests_AreUnique()
    {
        var twice = matrix.Rows.GroupBy(row => (row.Request, row.Caller)).Where(rows => rows.Count() > 1).Select(rows => rows.Key);

        Assert.Empty(twice);
    }

    [Fact]
    public void Samples_Endpoints_Exist()
    {
        var endpoints = matrix.Endpoints.Select(endpoint => $"{endpoint.Method} {endpoint.Pattern}");

        Assert.Empty(EndpointSamples.Keys.Except(endpoints, StringComparer.Ordinal));
    }

    [Fact]
    public void EveryRow_Status_IsNoServerError()
    {
        // 501 and 502 to 504 are answers; 500 is a fault that nobody meant.
        Assert.DoesNotContain(matrix.Rows, row => row.Status == 500);
    }

    [Fact]
    public void EveryCaller_AfterItsRequests_IsStillWhoItWas()
    {
        var rows = matrix.Rows.Where(row => row.Request.StartsWith(RecordedMatrix.Me + " GET [", StringComparison.Ordinal)).ToArray();
        var changed = rows.GroupBy(row => row.Caller)
            .Where(answers => answers.Select(row => row.Answer).Distinct().Count() > 1)
            .Select(answers => answers.Key);

        Assert.Contains(rows, row => row.Sample == RecordedMatrix.Afterwards);
        Assert.Empty(changed);
    }

    private static string Describe(string[] expected, string[] actual)
    {
        string[] differences =
        [
            .. expected.Except(actual, StringComparer.Ordinal).Select(line => "- " + line)
                .Concat(actual.Except(expected, StringComparer.Ordinal).Select(line => "+ " + line))
                .OrderBy(line => line[2..], StringComparer.Ordinal),
        ];
        var text = new StringBuilder($"{differences.Length} lines differ from {ExpectedFile}. What was recorded now is in {ActualFile}.\n");
        return text.AppendJoin('\n', differences.Take(ShownDifferences)).ToString();
    }
}
