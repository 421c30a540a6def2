namespace McpGateway.Access.Files;

/// <summary>One thing that is wrong with an imported file.</summary>
/// <param name="Line">1-based line; 0 when unknown.</param>
/// <param name="Scope">The scope it concerns; empty for the file as a whole.</param>
/// <param name="Message">What is wrong and what to write instead.</param>
public sealed record ImportProblem(int Line, string Scope, string Message)
{
    public override string ToString() => string.Concat(
        Line > 0 ? $"line {Line}: " : "",
        Scope.Length > 0 ? $"scope '{Scope}': " : "",
        Message);
}
