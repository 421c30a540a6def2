namespace McpGateway.IntegrationTests.Composition.Matrix;

/// <summary>What one caller got for one request.</summary>
/// <param name="Endpoint">Method and route pattern; null for what no endpoint serves.</param>
/// <param name="Request">Path or pattern, method and sample, as the line begins.</param>
/// <param name="Answer">Status, body and headers in a form that is the same in every run.</param>
internal sealed record RecordedRow(
    string? Endpoint, string Request, string Sample, string Caller, int Status, string? Location, string Answer)
{
    public string Line => $"{Request} | {Caller} | {Answer}";

    public override string ToString() => Line;
}
