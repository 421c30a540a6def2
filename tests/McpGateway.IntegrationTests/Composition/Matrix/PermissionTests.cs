namespace McpGateway.IntegrationTests.Composition.Matrix;

/// <summary>Whoever may reach the API, but holds no registry permission, changes nothing that is not its own.</summary>
[Collection(MatrixGroup.Name)]
public sealed class PermissionTests(RecordedMatrix matrix)
{
    private const string OwnThings = "changes only what belongs to the caller";
    private const string FindsSeen = "reads, and finds only agents that the caller sees";
    private const string Judged = "decides on what is named, and tells for each server that the caller may not";
    private const string SignIn = "serves people who are not signed in";

    /// <summary>Endpoints that do something for such a caller, or refuse none of its requests, and why.</summary>
    private static readonly Dictionary<string, string> Open = new(StringComparer.Ordinal)
    {
        ["DELETE /api/auth/connections"] = OwnThings,
        ["DELETE /api/egress/connections/{**path}"] = OwnThings,
        ["DELETE /api/tokens/{jti}"] = OwnThings + "; another's token is not found",
        ["POST /api/agents/discover"] = FindsSeen,
        ["POST /api/agents/discover/semantic"] = FindsSeen,
        ["POST /api/auth/login"] = SignIn,
        ["POST /api/auth/logout"] = SignIn,
        ["POST /api/auth/password"] = SignIn + ", and asks for the present password",
        ["POST /api/pins/approve"] = Judged,
        ["POST /api/pins/reject"] = Judged,
        ["POST /api/search/semantic"] = "reads, and finds only what the caller may use",
        ["POST /api/servers/{**path:endsin(rate)}"] = "whoever may use a server may rate it",
        ["POST /api/tokens/generate"] = OwnThings + "; a token can do no more than its owner",
        ["POST /api/v2/agents/discover"] = FindsSeen,
        ["POST /api/v2/agents/discover/semantic"] = FindsSeen,
        ["POST /api/{**path}"] = "nothing is there",
    };

    [Fact]
    public void EveryWritingEndpoint_CallerWithoutPermissions_RefusesOrIsListed()
    {
        string[] open =
        [
            .. matrix.Rows.Where(row => row.Caller == Caller.WithoutPermissionsName && IsWriting(row.Endpoint))
                .GroupBy(row => row.Endpoint!, StringComparer.Ordinal)
                .Where(rows => rows.Any(row => row.Status < 400) || !rows.Any(IsRefused))
                .Select(rows => rows.Key)
                .Order(StringComparer.Ordinal),
        ];

        Assert.Equal(Open.Keys.Order(StringComparer.Ordinal), open);
    }

    private static bool IsWriting(string? endpoint) =>
        endpoint is not null
        && !endpoint.StartsWith("GET ", StringComparison.Ordinal)
        && endpoint.Contains(" /api/", StringComparison.Ordinal);

    // The internal API takes the administrator's password only, and asks everybody else for it.
    private static bool IsRefused(RecordedRow row) =>
        row.Status == 403 || (row.Status == 401 && row.Endpoint!.Contains(" /api/internal/", StringComparison.Ordinal));
}
