using System.Text.Json;
using McpGateway.Core.Discovery.Embeddings;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Pins;

namespace McpGateway.Tests.Discovery.Embeddings;

public sealed class EntityTextTests
{
    [Fact]
    public void Of_ServerAndTool_SayWhatASearcherWouldAskFor()
    {
        var segment = Segment(Catalogue.Server("Mail", "post", "letters"), "send_all_letters", "Sends them");

        Assert.Equal("Mail. Mail server Tags: post, letters", EntityText.Of(segment, 0));
        Assert.Equal("Mail send all letters. Sends them", EntityText.Of(segment, 1));
    }

    [Theory]
    [InlineData("getWeather", "get Weather")]
    [InlineData("GetHTTPStatus", "Get HTTP Status")]
    [InlineData("files.list-all/v2", "files list all v2")]
    [InlineData("__init__", "init")]
    [InlineData("ping", "ping")]
    public void Of_NameInAnyCase_IsWords(string name, string words) =>
        Assert.Equal($"Mail {words}. D", EntityText.Of(Segment(Catalogue.Server("Mail"), name, "D"), 1));

    [Fact]
    public void Of_LongDescription_IsCut() =>
        Assert.Equal(2000, EntityText.Of(Segment(Catalogue.Server("Mail"), "t", new string('d', 5000)), 1).Length);

    [Fact]
    public void KeyOf_ModelAndText_TellsBothApart()
    {
        var hash = EntityText.HashOf("text");
        var key = EmbeddingRecord.KeyOf("openai/small@256", hash);

        Assert.Equal(hash, EmbeddingRecord.HashOf(key));
        Assert.NotEqual(key, EmbeddingRecord.KeyOf("openai/small", hash));
        Assert.NotEqual(hash, EntityText.HashOf("text "));
        Assert.Equal(32, hash.Length);
    }

    /// <summary>What a prompt asks for, and what a resource is called, say as much as their descriptions.</summary>
    [Theory]
    [InlineData(
        EntityKind.Prompt,
        "review_code",
        """
        {"name":"review_code","title":"Code review","description":"Finds faults.","arguments":[{"name":"pullRequest"},{"name":"tone"}]}
        """,
        "Mail review code, Code review. Finds faults. Parameters: pull Request, tone")]
    [InlineData(
        EntityKind.Resource, "mail://inbox/today", """{"uri":"mail://inbox/today","name":"new_letters","title":"New letters"}""",
        "Mail new letters, mail inbox today. ")]
    [InlineData(
        EntityKind.ResourceTemplate, "mail://{folder}/{id}", """{"uriTemplate":"mail://{folder}/{id}","description":"One letter."}""",
        "Mail mail folder id. One letter.")]
    public void Of_PromptAndResource_HasNamesAndArguments(EntityKind kind, string name, string definition, string expected)
    {
        PinnedItem[] items = [PinnedItem.Approved(name, JsonElement.Parse(definition), DefinitionKindOf(kind))];
        var segment = Catalogue.Index(ServerUnits.From(Catalogue.Server("Mail"), Catalogue.Tools() with
        {
            Prompts = kind == EntityKind.Prompt ? items : [],
            Resources = kind == EntityKind.Resource ? items : [],
            ResourceTemplates = kind == EntityKind.ResourceTemplate ? items : [],
        })).Current.Segments[0].Segment;

        Assert.Equal(expected, EntityText.Of(segment, 1));
    }

    private static DefinitionKind DefinitionKindOf(EntityKind kind) => kind switch
    {
        EntityKind.Prompt => DefinitionKind.Prompt,
        EntityKind.Resource => DefinitionKind.Resource,
        _ => DefinitionKind.ResourceTemplate,
    };

    private static SearchSegment Segment(McpGateway.Core.Registry.Servers.ServerRecord server, string tool, string description) =>
        Catalogue.Index(Catalogue.Unit(server, Catalogue.Tool(tool, description))).Current.Segments[0].Segment;
}
