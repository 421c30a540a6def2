using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Cli.Connect;

namespace McpGateway.Tests.Cli;

public sealed class JsoncEditorTests
{
    private static readonly string[] Path = ["servers", "new"];

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static TheoryData<string, string> Texts => new()
    {
        { "", "{\n  \"servers\": {\n    \"new\": {\n      \"url\": \"u\"\n    }\n  }\n}\n" },
        { "{}", "{\n  \"servers\": {\n    \"new\": {\n      \"url\": \"u\"\n    }\n  }\n}" },
        { "{\n  // mine\n}", "{\n  // mine\n  \"servers\": {\n    \"new\": {\n      \"url\": \"u\"\n    }\n  }\n}" },
        {
            "{\n\t\"a\": 1, // one\n\t\"servers\": {\n\t\t\"old\": {} /* stays */\n\t}\n}\n",
            "{\n\t\"a\": 1, // one\n\t\"servers\": {\n\t\t\"old\": {}, /* stays */\n\t\t\"new\": {\n\t\t  \"url\": \"u\"\n\t\t}\n\t}\n}\n"
        },
        {
            "{\n  \"servers\": {\n    \"old\": {}, // last, with its comma\n  },\n}",
            "{\n  \"servers\": {\n    \"old\": {}, // last, with its comma\n    \"new\": {\n      \"url\": \"u\"\n    },\n  },\n}"
        },
        {
            "{\r\n  \"servers\": {\r\n    \"old\": {} // mine, yours\r\n    // below\r\n  }\r\n}",
            "{\r\n  \"servers\": {\r\n    \"old\": {}, // mine, yours\n    \"new\": {\n      \"url\": \"u\"\n    }\r\n"
            + "    // below\r\n  }\r\n}"
        },
        {
            "{\n  \"servers\": { \"old\": {} /* a */ /* b */ }\n}",
            "{\n  \"servers\": { \"old\": {}, /* a */ /* b */\n  \"new\": {\n    \"url\": \"u\"\n  } }\n}"
        },
        {
            "{\n  \"servers\": { \"new\": { \"url\": \"before\" } }, // kept\n  \"b\": [1, 2]\n}",
            "{\n  \"servers\": { \"new\": {\n    \"url\": \"u\"\n  } }, // kept\n  \"b\": [1, 2]\n}"
        },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Set_ChangesTheMemberAndNothingElse(string before, string after)
    {
        var changed = JsoncEditor.Set(before, Path, new JsonObject { ["url"] = "u" });

        Assert.Equal(after, changed);
        Assert.Equal("u", (string?)JsonNode.Parse(changed, documentOptions: Lenient)!["servers"]!["new"]!["url"]);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"servers\": 3}")]
    [InlineData("{\"servers\": {\"new\": 1} x}")]
    public void Set_TextThatCannotTakeIt_Throws(string text) =>
        Assert.ThrowsAny<JsonException>(() => JsoncEditor.Set(text, Path, new JsonObject()));

    [Fact]
    public void Get_MissingMember_IsNull()
    {
        Assert.Null(JsoncEditor.Get("{\"servers\": {}}", Path));
        Assert.Null(JsoncEditor.Get("", Path));
        Assert.Equal(1, (int?)JsoncEditor.Get("{\"servers\": {\"new\": /* one */ 1,}}", Path));
    }

    /// <summary>For any object: what was in it stays, and what was set is there.</summary>
    [Fact]
    public void Set_AnyObject_KeepsItsMembers() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<Dictionary<NonNull<string>, int>>(),
        members =>
        {
            var before = new JsonObject(members.DistinctBy(static pair => Clean(pair.Key.Get))
                .Select(static pair => KeyValuePair.Create(Clean(pair.Key.Get), (JsonNode?)pair.Value)));
            before.Remove("servers");
            var indented = before.ToJsonString(new() { WriteIndented = true });

            var after = JsonNode.Parse(JsoncEditor.Set(indented, Path, "set"))!.AsObject();

            Assert.Equal("set", (string?)after["servers"]!["new"]);
            after.Remove("servers");
            Assert.True(JsonNode.DeepEquals(before, after));
        }));

    /// <summary>Without halves of surrogate pairs, which are no text.</summary>
    private static string Clean(string text) => new([.. text.Where(static letter => !char.IsSurrogate(letter))]);
}
