using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Tests.Registry.Servers;

/// <summary>How stated and stored headers become one list, and how no stored value goes to a host that it was not given for.</summary>
public sealed class HeaderChangesTests
{
    private static readonly ServerHeader[] Stored = [new("Authorization", "Bearer kept"), new("X-Key", "k1")];

    /// <summary>Stated headers (null: none stated), whether the upstream moves, the names and values afterwards or the refusal.</summary>
    [Theory]
    [InlineData(null, false, "Authorization=Bearer kept,X-Key=k1", null)]
    [InlineData(null, true, null, "another host")]
    [InlineData("", false, "", null)]
    [InlineData("", true, "", null)]
    [InlineData("X-Key=new", false, "X-Key=new", null)]
    [InlineData("X-Key=new", true, "X-Key=new", null)]
    [InlineData("x-key=********", false, "X-Key=k1", null)]
    [InlineData("x-key=********", true, null, "another host")]
    [InlineData("X-Key=********,Authorization=********", true, null, "another host")]
    [InlineData("X-Other=********", false, null, "no stored value")]
    [InlineData("X-Key=********,X-New=v", false, "X-Key=k1,X-New=v", null)]
    [InlineData("X-Key=********,X-New=v", true, null, "another host")]
    public void Join_Stated_Moves_Outcome(string? stated, bool moves, string? expected, string? refusal)
    {
        var (headers, problems) = HeaderChanges.Join(Stored, stated is null ? null : Parse(stated), moves);

        if (refusal is null)
        {
            Assert.Empty(problems);
            Assert.Equal(expected, string.Join(',', headers.Select(header => $"{header.Name}={header.Value}")));
        }
        else
        {
            Assert.Contains(refusal, Assert.Single(problems).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Join_NothingStored_MovesFreely() => Assert.Empty(HeaderChanges.Join([], null, upstreamMoves: true).Problems);

    [Theory]
    [InlineData(null, null, false)]
    [InlineData("https://weather.test/other", null, false)]
    [InlineData("https://elsewhere.test/mcp", null, true)]
    [InlineData(null, "https://elsewhere.test/sse", true)]
    [InlineData("https://weather.test:444/mcp", null, true)]
    public void Moves_EndpointOfItsOwn_CountsLikeTheAddress(string? mcp, string? sse, bool moves) => Assert.Equal(
        moves, HeaderChanges.Moves(Records.Server(), Records.Server() with { McpEndpoint = mcp, SseEndpoint = sse }));

    [Fact]
    public void Moves_EndpointTakenAway_DoesNot() => Assert.False(
        HeaderChanges.Moves(Records.Server() with { McpEndpoint = "https://elsewhere.test/mcp" }, Records.Server()));

    [Fact]
    public void Moves_ServerThatIsNotProxied_HasNoOrigin()
    {
        Assert.False(HeaderChanges.Moves(Records.Server(), Records.Server(url: null)));
        Assert.True(HeaderChanges.Moves(Records.Server(url: null), Records.Server()));
    }

    /// <summary>However headers are stated, no value that was not stated reaches a new host.</summary>
    [Fact]
    public void Join_UpstreamMoves_NoStoredValueGoesAlong()
    {
        var header = Gen.Elements("Authorization", "X-Key", "X-New").SelectMany(
            _ => Gen.Elements(HeaderValidator.Mask, "v", ""), static (name, value) => new ServerHeader(name, value));
        Prop.ForAll(header.ListOf().ToArbitrary(), stated =>
        {
            var (headers, problems) = HeaderChanges.Join(Stored, [.. stated], upstreamMoves: true);
            return problems.Count > 0 || headers.All(item => Stored.All(kept => kept.Value != item.Value));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("""{"X-A":"1","X-B":"2"}""", "X-A=1,X-B=2")]
    [InlineData("""[{"X-A":"1"},{"X-B":"2","X-C":"3"}]""", "X-A=1,X-B=2,X-C=3")]
    [InlineData("[]", "")]
    [InlineData("{}", "")]
    [InlineData("""["X-A"]""", null)]
    [InlineData("""[{"X-A":1}]""", null)]
    [InlineData("""{"X-A":null}""", null)]
    [InlineData("""{"X-A":["1"]}""", null)]
    [InlineData("\"X-A: 1\"", null)]
    [InlineData("null", null)]
    [InlineData("5", null)]
    public void Read_Json_GivesHeadersOrNothing(string json, string? expected)
    {
        var headers = HeaderReader.Read(JsonElement.Parse(json));

        Assert.Equal(expected, headers is null ? null : string.Join(',', headers.Select(header => $"{header.Name}={header.Value}")));
    }

    /// <summary>Whatever is accepted goes into a request as one line.</summary>
    [Fact]
    public void ProblemsOf_AcceptedHeader_IsOneLineOfARequest() => Prop.ForAll<NonNull<string>, NonNull<string>>(static (name, value) =>
        HeaderValidator.ProblemsOf([new(name.Get, value.Get)]).Any()
        || (name.Get.All(char.IsAscii) && !name.Get.Contains(':', StringComparison.Ordinal)
            && value.Get.All(character => character is '\t' or (>= ' ' and <= '~'))))
        .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void ProblemsOf_NameLength_IsLimited(int length, bool isAccepted) =>
        Assert.Equal(isAccepted, !HeaderValidator.ProblemsOf([new(new('x', length), "v")]).Any());

    [Theory]
    [InlineData(8192, true)]
    [InlineData(8193, false)]
    public void ProblemsOf_ValueLength_IsLimited(int length, bool isAccepted) =>
        Assert.Equal(isAccepted, !HeaderValidator.ProblemsOf([new("X-A", new('v', length))]).Any());

    [Fact]
    public void ProblemsOf_SameNameTwice_RepeatsNameWithoutControlCharacters() => Assert.Contains(
        HeaderValidator.ProblemsOf([new("X\n", "1"), new("x\n", "2")]), problem => problem == "Header 'X?' is given more than once");

    [Fact]
    public void ToString_Header_IsItsNameOnly() =>
        Assert.Equal("Authorization", new ServerHeader("Authorization", "Bearer hidden").ToString());

    private static ServerHeader[] Parse(string text) =>
        [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(item => item.Split('=', 2)).Select(parts =>
            new ServerHeader(parts[0], parts[1]))];
}
