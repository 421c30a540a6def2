using McpGateway.Core.Invocation;
using McpGateway.Web.Pages.Agent;

namespace McpGateway.Tests.Web.Pages;

public sealed class ChatTurnTests
{
    private readonly ChatTurn _turn = new("hi", null);

    [Fact]
    public void Add_PiecesOfOneArtifact_AreOneText()
    {
        Add(Artifact("a", "Hel", appends: false));
        Add(Artifact("a", "lo", appends: true));

        var item = Assert.Single(_turn.Items);
        Assert.Equal(("Hello", 2), (Assert.Single(item.Parts).Text, item.Pieces));
    }

    [Fact]
    public void Add_AnotherArtifactOrOneAnew_DoesNotContinue()
    {
        Add(Artifact("a", "old", appends: false));
        Add(Artifact("a", "new", appends: false));
        Add(Artifact("b", "other", appends: true));

        Assert.Equal(["new", "other"], _turn.Items.Select(static item => item.Parts[0].Text));
    }

    [Fact]
    public void Add_StateThatStays_IsShownOnce()
    {
        Add(new(AgentEventKind.Status) { State = "working", TaskId = "t" });
        Add(new(AgentEventKind.Status) { State = "working", TaskId = "t" });
        Add(new(AgentEventKind.Status) { State = "working", Parts = [Text("still at it")] });
        Add(new(AgentEventKind.Status) { State = "completed" });

        Assert.Equal(["working", null, "completed"], _turn.Items.Select(static item => item.State));
        Assert.Equal(("t", "completed"), (_turn.TaskId, _turn.State));
    }

    [Fact]
    public void Add_EndlessAnswer_IsKeptToALimit()
    {
        for (var index = 0; index < 1000; index++)
        {
            Add(new(AgentEventKind.Message) { Parts = [Text("x")] });
        }

        Assert.Equal((200, 800), (_turn.Items.Count, _turn.LeftOut));
    }

    [Fact]
    public void Add_EndlessArtifact_IsKeptToALimit()
    {
        for (var index = 0; index < 100; index++)
        {
            Add(Artifact("a", new string('x', 10_000), appends: index > 0));
        }

        Assert.InRange(_turn.Items.Sum(static item => item.Parts.Sum(static part => part.Text.Length)), 200_000, 256 * 1024);
        Assert.True(_turn.LeftOut > 0);
    }

    private static AgentEvent Artifact(string id, string text, bool appends) =>
        new(AgentEventKind.Artifact) { ArtifactId = id, Appends = appends, Parts = [Text(text)] };

    private static AgentPart Text(string text) => new(AgentPartKind.Text) { Text = text };

    private void Add(AgentEvent said) => _turn.Add(said, TimeSpan.Zero);
}
