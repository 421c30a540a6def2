using System.Text.Json;
using McpGateway.Core.Invocation;

namespace McpGateway.Tests.Invocation;

public sealed class AgentEventReaderTests
{
    [Theory]
    [InlineData("""
        {"statusUpdate":{"taskId":"t","contextId":"c","status":{"state":"TASK_STATE_INPUT_REQUIRED",
        "message":{"parts":[{"text":"Where to?"}]}}}}
        """)]
    [InlineData("""
        {"kind":"status-update","taskId":"t","contextId":"c","status":{"state":"input-required",
        "message":{"kind":"message","parts":[{"kind":"text","text":"Where to?"}]}}}
        """)]
    [InlineData("""
        {"statusUpdate":{"taskId":"t","contextId":"c","status":{"state":"TASK_STATE_INPUT_REQUIRED",
        "update":{"content":[{"text":"Where to?"}]}}}}
        """)]
    public void Read_StatusInEveryForm_IsTheSame(string json)
    {
        var said = Assert.Single(Read(json));

        Assert.Equal((AgentEventKind.Status, "t", "c", "input-required"), (said.Kind, said.TaskId, said.ContextId, said.State));
        Assert.Equal("Where to?", Assert.Single(said.Parts).Text);
        Assert.True(said is { AsksForMore: true, IsEnd: false });
    }

    [Theory]
    [InlineData(
        """{"artifactUpdate":{"taskId":"t","append":true,"artifact":{"artifactId":"a","name":"n","parts":[{"text":"x"}]}}}""", true)]
    [InlineData("""
        {"kind":"artifact-update","taskId":"t","artifact":{"artifactId":"a","name":"n",
        "parts":[{"kind":"text","text":"x"}]}}
        """, false)]
    public void Read_Artifact_SaysWhetherItAppends(string json, bool appends)
    {
        var said = Assert.Single(Read(json));

        Assert.Equal((AgentEventKind.Artifact, "a", "n", appends), (said.Kind, said.ArtifactId, said.ArtifactName, said.Appends));
    }

    [Theory]
    [InlineData("""
        {"task":{"id":"t","contextId":"c","status":{"state":"TASK_STATE_COMPLETED"},
        "artifacts":[{"artifactId":"a","parts":[{"data":{"price":9}}]}]}}
        """)]
    [InlineData("""
        {"kind":"task","id":"t","contextId":"c","status":{"state":"completed"},
        "artifacts":[{"artifactId":"a","parts":[{"kind":"data","data":{"price":9}}]}]}
        """)]
    public void Read_FinishedTask_IsItsArtifactsAndItsEnd(string json)
    {
        var said = Read(json);

        Assert.Equal([AgentEventKind.Artifact, AgentEventKind.Status], said.Select(static item => item.Kind));
        Assert.All(said, static item => Assert.Equal(("t", "c"), (item.TaskId, item.ContextId)));
        Assert.Equal(9, said[0].Parts[0].Data!.Value.GetProperty("price").GetInt32());
        Assert.True(said[1].IsEnd);
    }

    [Theory]
    [InlineData(
        """{"message":{"contextId":"c","parts":[{"url":"https://x/f","filename":"f","mediaType":"image/png"}]}}""", "https://x/f", 0)]
    [InlineData(
        """{"kind":"message","contextId":"c","parts":[{"kind":"file","file":{"name":"f","mimeType":"image/png","bytes":"AAAA"}}]}""",
        null, 3)]
    public void Read_MessageWithAFile_SaysWhereOrHowMuch(string json, string? uri, int bytes)
    {
        var part = Assert.Single(Assert.Single(Read(json)).Parts);

        Assert.Equal((AgentPartKind.File, uri, bytes, "f", "image/png"), (part.Kind, part.Uri, part.Bytes, part.Name, part.MediaType));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"kind":"poem","text":"x"}""")]
    [InlineData("""{"kind":7}""")]
    public void Read_WhatIsNoneOfTheProtocols_IsNothing(string json) => Assert.Empty(Read(json));

    [Theory]
    [InlineData("""{"statusUpdate":{"taskId":7,"status":{"state":{}}}}""")]
    [InlineData("""{"message":{"parts":[7,null,"x",{"text":1}]}}""")]
    [InlineData("""{"task":{"id":[],"artifacts":[1,{"parts":{}}]}}""")]
    public void Read_MembersOfOtherTypes_AreLeftOut(string json) =>
        Assert.All(Read(json), static item => Assert.True(item.TaskId is null && item.State is null && item.Parts.Count == 0));

    private static IReadOnlyList<AgentEvent> Read(string json) => AgentEventReader.Read(JsonElement.Parse(json));
}
