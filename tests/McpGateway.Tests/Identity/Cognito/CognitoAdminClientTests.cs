using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Foundation;
using McpGateway.Identity.Cognito;
using McpGateway.Tests.Foundation;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Identity.Cognito;

/// <summary>Calls to a user pool, what becomes of refusals, and the keys that calls are signed with.</summary>
public sealed class CognitoAdminClientTests : IDisposable
{
    private const string Lent =
        """{"AccessKeyId":"ASIA1","SecretAccessKey":"s1","Token":"t1","Expiration":"2030-01-01T01:00:00Z"}""";

    private readonly StubHttp _http = new();
    private readonly StubHttp _agent = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly CognitoAdminOptions _options = new()
    {
        IsUsed = true,
        UserPoolId = "eu-central-1_pool",
        Region = "eu-central-1",
        EndpointUrl = "https://cognito.example:8443",
        ResourceServer = "mcp-gateway",
        AccessKeyId = "AKID1",
        SecretKey = "the secret",
    };

    private readonly CognitoKeys _keys;
    private readonly CognitoScopes _scopes;
    private readonly CognitoAdminClient _client;

    public CognitoAdminClientTests()
    {
        var options = Options.Create(_options);
        _keys = new(_agent.Http(_clock), options, _clock);
        _client = new(_http.Http(_clock), _keys, options, _clock);
        _scopes = new(_client, options);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _scopes.Dispose();
        _keys.Dispose();
        _http.Dispose();
        _agent.Dispose();
    }

    [Fact]
    public async Task Call_Request_IsSignedAndNamesThePool()
    {
        _http.Answer("");

        Assert.True((await _client.CallAsync("AdminGetUser", new() { ["Username"] = "ann" }, Cancellation)).IsSuccess);

        var call = Assert.Single(_http.Calls);
        Assert.Equal(("POST", "https://cognito.example:8443/"), (call.Method, call.Address));
        Assert.Equal("""{"Username":"ann","UserPoolId":"eu-central-1_pool"}""", call.Body);
        Assert.Equal("AWSCognitoIdentityProviderService.AdminGetUser", call.Headers["x-amz-target"]);
        Assert.Equal("20300101T000000Z", call.Headers["x-amz-date"]);
        Assert.StartsWith(
            "AWS4-HMAC-SHA256 Credential=AKID1/20300101/eu-central-1/cognito-idp/aws4_request", call.Headers["Authorization"],
            StringComparison.Ordinal);
        Assert.DoesNotContain("x-amz-security-token", call.Headers.Keys);
        Assert.DoesNotContain(_options.SecretKey!, string.Join('\n', call.Headers.Values), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("InvalidPasswordException", "Too short", "Invalid", "Amazon Cognito refused: Too short")]
    [InlineData("x#InvalidParameterException", "Bad\n\u001bname", "Invalid", "Amazon Cognito refused: Badname")]
    [InlineData("ResourceNotFoundException", "User pool p does not exist.", "BadGateway",
        "Amazon Cognito has no user pool of COGNITO_USER_POOL_ID in that region")]
    [InlineData("ResourceNotFoundException", "Group not found.", "BadGateway",
        "Amazon Cognito answered 400 to AdminGetUser (ResourceNotFoundException)")]
    [InlineData("AccessDeniedException", "User: arn:aws:iam::1:user/x", "BadGateway",
        "The AWS keys do not allow cognito-idp:AdminGetUser on the user pool")]
    [InlineData("InternalErrorException", "secret things", "BadGateway",
        "Amazon Cognito answered 400 to AdminGetUser (InternalErrorException)")]
    [InlineData("<script>", "x", "BadGateway", "Amazon Cognito answered 400 to AdminGetUser")]
    [InlineData("", "x", "BadGateway", "Amazon Cognito answered 400 to AdminGetUser")]
    public async Task Call_Refusal_IsToldInOwnWords(string type, string message, string kind, string expected)
    {
        _http.Answer(new JsonObject { ["__type"] = type, ["message"] = message }.ToJsonString(), HttpStatusCode.BadRequest);

        var error = (await _client.CallAsync("AdminGetUser", [], Cancellation)).Error!;

        Assert.Equal((Enum.Parse<ErrorKind>(kind), expected), (error.Kind, error.Detail));
    }

    [Fact]
    public async Task Call_LongMessage_IsCut()
    {
        _http.Answer(
            $$"""{"__type":"LimitExceededException","message":"{{new string('m', 5000)}}"}""", HttpStatusCode.BadRequest);

        Assert.Equal(
            "Amazon Cognito refused: " + new string('m', 300), (await _client.CallAsync("CreateGroup", [], Cancellation)).Error!.Detail);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("not json")]
    public async Task Call_AnswerThatIsNoObject_IsAnError(string body)
    {
        _http.Answer(body);

        Assert.Equal(ErrorKind.BadGateway, (await _client.CallAsync("AdminGetUser", [], Cancellation)).Error?.Kind);
    }

    [Theory]
    [InlineData("UserNotFoundException", true, false)]
    [InlineData("ResourceNotFoundException", true, false)]
    [InlineData("UsernameExistsException", false, true)]
    [InlineData("GroupExistsException", false, true)]
    [InlineData("AliasExistsException", false, true)]
    [InlineData("InternalErrorException", false, false)]
    [InlineData(null, false, false)]
    public void Errors_Codes_AreAnswersOrNot(string? code, bool isMissing, bool isTaken)
    {
        var error = new Error(ErrorKind.BadGateway, "x") { Code = code };

        Assert.Equal((isMissing, isTaken), (error.IsMissing(), error.IsTaken()));
        Assert.False(((Error?)null).IsMissing() || ((Error?)null).IsTaken());
    }

    [Fact]
    public async Task List_Pages_AreReadUpToTheLimit()
    {
        _http.Answer("""{"Groups":[{"n":1},{"n":2}],"NextToken":"more"}""").Answer("""{"Groups":[{"n":3},{"n":4}],"NextToken":"more"}""");

        var listed = await _client.ListAsync("ListGroups", [], CognitoPages.Groups, 3, Cancellation);

        Assert.Equal([1, 2, 3], listed.Value!.Select(item => item.GetProperty("n").GetInt32()));
        Assert.Equal([3, 1], _http.Calls.Select(call => (int)JsonNode.Parse(call.Body)!["Limit"]!));
        Assert.Equal([null, "more"], _http.Calls.Select(call => (string?)JsonNode.Parse(call.Body)!["NextToken"]));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Groups":{}}""")]
    public async Task List_AnswerWithoutAList_IsAnError(string body)
    {
        _http.Answer(body);

        Assert.Equal(
            "Amazon Cognito did not answer ListGroups with a list",
            (await _client.ListAsync("ListGroups", [], CognitoPages.Groups, 10, Cancellation)).Error?.Detail);
    }

    [Fact]
    public async Task Keys_WithoutAny_NoCallIsMade()
    {
        (_options.AccessKeyId, _options.SecretKey) = (null, null);

        var error = (await _client.CallAsync("AdminGetUser", [], Cancellation)).Error;

        Assert.Equal("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY environment variables not set", error?.Detail);
        Assert.Empty(_http.Calls);
    }

    [Fact]
    public async Task Keys_OfTheContainer_AreKeptAndRenewedFiveMinutesAhead()
    {
        BorrowKeys();
        _agent.Answer(Lent).Answer(Lent.Replace("ASIA1", "ASIA2", StringComparison.Ordinal));

        Assert.Equal(("ASIA1", "t1"), await KeyAsync());
        _clock.Advance(TimeSpan.FromMinutes(54));
        Assert.Equal("ASIA1", (await KeyAsync()).Id);
        Assert.Single(_agent.Calls);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("ASIA2", (await KeyAsync()).Id);
        Assert.All(_agent.Calls, call => Assert.Equal("agent token", call.Headers["Authorization"]));
    }

    [Fact]
    public async Task Keys_AgentThatIsAway_OldOnesServeUntilTheyEnd()
    {
        BorrowKeys();
        _agent.Answer(Lent).Fail().Answer("{}").Answer("{}", HttpStatusCode.Forbidden);
        await KeyAsync();
        _clock.Advance(TimeSpan.FromMinutes(56));

        Assert.Equal("ASIA1", (await KeyAsync()).Id);
        Assert.Equal("ASIA1", (await KeyAsync()).Id);
        _clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Contains("AWS_CONTAINER_CREDENTIALS_", (await _keys.GetAsync(Cancellation)).Error?.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AccessKeyId")]
    [InlineData("SecretAccessKey")]
    [InlineData("Token")]
    [InlineData("Expiration")]
    public async Task Keys_AnswerWithoutAMember_LendsNothing(string member)
    {
        BorrowKeys();
        var answer = JsonNode.Parse(Lent)!.AsObject();
        answer[member] = "";
        _agent.Answer(answer.ToJsonString());

        Assert.Equal(ErrorKind.BadGateway, (await _keys.GetAsync(Cancellation)).Error?.Kind);
    }

    [Fact]
    public async Task Keys_TokenFileThatCannotBeRead_AsksNobody()
    {
        BorrowKeys();
        _options.ContainerTokenFile = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName(), "token");

        Assert.False((await _keys.GetAsync(Cancellation)).IsSuccess);
        Assert.Empty(_agent.Calls);
    }

    [Fact]
    public void Scopes_GroupsAndBack_AreTheSame()
    {
        Assert.Equal(["mcp-gateway/.account", "mcp-gateway/a", "mcp-gateway/b"], _scopes.Of(["a", "b"]));
        Assert.Equal(["a", "b"], _scopes.GroupsOf(_scopes.Of(["a", "b"])));
        Assert.Empty(_scopes.GroupsOf(["a", "mcp-gateway", "other/a", "MCP-GATEWAY/a", "mcp-gateway-2/a"]));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a\"b")]
    [InlineData("a\\b")]
    [InlineData("é")]
    [InlineData(".account")]
    public async Task EnsureScopes_GroupThatNoScopeCanName_IsRefusedWithoutACall(string group)
    {
        Assert.Equal(ErrorKind.Invalid, (await _scopes.EnsureAsync(["fine", group], Cancellation))?.Kind);
        Assert.Empty(_http.Calls);
    }

    [Fact]
    public async Task EnsureScopes_NoServerYet_CreatesItWithTheAccountScope()
    {
        _http.Answer("""{"__type":"ResourceNotFoundException","message":"Resource server"}""", HttpStatusCode.BadRequest).Answer("{}");

        Assert.Null(await _scopes.EnsureAsync(["a"], Cancellation));

        Assert.EndsWith(".CreateResourceServer", _http.Calls[1].Headers["x-amz-target"], StringComparison.Ordinal);
        Assert.Equal([".account", "a"], ScopesIn(_http.Calls[1]));
    }

    [Fact]
    public async Task EnsureScopes_KnownServer_AddsWhatIsMissingAndKeepsTheRest()
    {
        const string Known =
            """{"ResourceServer":{"Name":"Ours","Scopes":[{"ScopeName":"old"},{"ScopeName":".account"},{"ScopeName":7},{}]}}""";
        _http.Answer(Known).Answer("{}").Answer(Known).Answer(Known).Answer("{}");

        Assert.Null(await _scopes.EnsureAsync(["a"], Cancellation));
        Assert.Equal(["old", ".account", "a"], ScopesIn(_http.Calls[1]));
        Assert.Equal("Ours", (string?)JsonNode.Parse(_http.Calls[1].Body)!["Name"]);

        Assert.Null(await _scopes.EnsureAsync(["old"], Cancellation));
        Assert.Equal(3, _http.Calls.Count);

        Assert.Null(await _scopes.RemoveAsync("old", Cancellation));
        Assert.Equal([".account"], ScopesIn(_http.Calls[4]));
    }

    [Theory]
    [InlineData("""{"Username":"ann","Enabled":true,"Attributes":[{"Name":"sub","Value":"s1"}]}""", "ann s1 True")]
    [InlineData("""{"Username":"ann","Enabled":true,"UserAttributes":[{"Name":"sub","Value":"s1"}]}""", "ann s1 True")]
    [InlineData("""{"Username":"ann","Enabled":"true","Attributes":[{"Name":"sub","Value":7},{"Value":"x"}]}""", "ann ann False")]
    [InlineData("""{"Username":"ann","Attributes":{"sub":"s1"}}""", "ann ann False")]
    [InlineData("""{"Username":"ann","Attributes":["sub",7,null,[],{"Name":"sub","Value":"s1"}]}""", "ann s1 False")]
    [InlineData("""{"Username":""}""", null)]
    [InlineData("""{"Username":7}""", null)]
    [InlineData("{}", null)]
    [InlineData("[]", null)]
    public void User_Told_AsListed(string told, string? expected)
    {
        var user = CognitoUser.Of(JsonElement.Parse(told));

        Assert.Equal(expected, user is null ? null : $"{user.UserName} {user.Subject} {user.IsEnabled}");
    }

    private static IEnumerable<string?> ScopesIn(SentCall call) =>
        JsonNode.Parse(call.Body)!["Scopes"]!.AsArray().Select(scope => (string?)scope!["ScopeName"]);

    private void BorrowKeys()
    {
        (_options.AccessKeyId, _options.SecretKey) = (null, null);
        (_options.ContainerUrl, _options.ContainerToken) = ("http://169.254.170.2/v2/credentials/1", "agent token");
    }

    private async Task<(string Id, string? Session)> KeyAsync()
    {
        var keys = (await _keys.GetAsync(Cancellation)).Value!;
        return (keys.AccessKeyId, keys.SessionToken);
    }
}
