using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Registry.Importing;
using McpGateway.Foundation;

namespace McpGateway.Tests.Registry.Importing;

public sealed class ImportRequestTests
{
    [Theory]
    [InlineData("""{"server_name":"a"}""", 1, 0)]
    [InlineData("""[{"server_name":"a"},{"server_name":"b"}]""", 2, 0)]
    [InlineData("""{"servers":[{"server_name":"a"}]}""", 1, 0)]
    [InlineData("""{"servers":{"server_name":"a"}}""", 1, 0)]
    [InlineData("""{"servers":[{}],"server_state":{"/a":true,"/b":false}}""", 1, 2)]
    [InlineData("""{"servers":[{}],"server_state":{}}""", 1, 0)]
    [InlineData("""[1,"x",null]""", 3, 0)]
    [InlineData(" \n{} ", 1, 0)]
    public void Read_ThreeForms_AreUnderstood(string text, int servers, int states)
    {
        var request = ImportRequest.Read(text);

        Assert.True(request.IsSuccess, request.Error?.Detail);
        Assert.Equal((servers, states), (request.Value.Servers.Count, request.Value.States.Count));
    }

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("{", "not valid JSON")]
    [InlineData("{}{}", "not valid JSON")]
    [InlineData("""{"a":1,"a":2}""", "names a member twice")]
    [InlineData("""[{"path":"/a","path":"/b"}]""", "names a member twice")]
    [InlineData("[]", "must be a JSON array")]
    [InlineData("null", "must be a JSON array")]
    [InlineData("5", "must be a JSON array")]
    [InlineData("\"text\"", "must be a JSON array")]
    [InlineData("""{"servers":[]}""", "must be a JSON array")]
    [InlineData("""{"servers":null}""", "must be a JSON array")]
    [InlineData("""{"servers":"x"}""", "must be a JSON array")]
    [InlineData("""{"servers":[{}],"server_state":[]}""", "server_state must be")]
    [InlineData("""{"servers":[{}],"server_state":null}""", "server_state must be")]
    [InlineData("""{"servers":[{}],"server_state":{"/a":"true"}}""", "server_state must be")]
    [InlineData("""[{"description":"\ud800"}]""", "surrogate")]
    public void Read_OtherBodies_AreRefusedInWords(string text, string reason)
    {
        var request = ImportRequest.Read(text);

        Assert.Equal(ErrorKind.Unprocessable, request.Error?.Kind);
        Assert.Contains(reason, request.Error!.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10_000, true)]
    [InlineData(10_001, false)]
    public void Read_Number_IsLimited(int count, bool isAccepted) =>
        Assert.Equal(isAccepted, ImportRequest.Read("[" + string.Join(',', Enumerable.Repeat("{}", count)) + "]").IsSuccess);

    [Fact]
    public void Read_States_KeepTheirValues()
    {
        var states = ImportRequest.Read("""{"servers":[{}],"server_state":{"/a":true,"/b/":false}}""").Value!.States;

        Assert.Equal((true, false), (states["/a"], states["/b/"]));
    }

    [Fact]
    public void Read_AnyText_NeverThrows() => Prop.ForAll<string>(static text =>
    {
        var request = ImportRequest.Read(text ?? "");
        return request.IsSuccess ? request.Value.Servers.Count > 0 : request.Error.Detail.Length > 0;
    }).QuickCheckThrowOnFailure();
}
