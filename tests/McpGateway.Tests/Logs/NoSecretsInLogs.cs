namespace McpGateway.Tests.Logs;

/// <summary>
/// For a whole test assembly: after its last test, the logs of every gateway that it started are searched for secrets, and the run fails
/// when there is one. Use as <c>[assembly: AssemblyFixture(typeof(NoSecretsInLogs))]</c>.
/// </summary>
public sealed class NoSecretsInLogs : IDisposable
{
    private readonly TestLog _log = TestLog.Current;

    public void Dispose()
    {
        var findings = _log.FindSecrets();
        Assert.True(
            findings.Count == 0,
            $"{findings.Count} lines of {_log.FileName} hold secrets, among them:\n{string.Join('\n', findings.Take(3))}");
    }
}
