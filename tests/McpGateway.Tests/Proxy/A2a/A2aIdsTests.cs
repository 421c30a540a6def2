using FsCheck;
using FsCheck.Fluent;
using McpGateway.Proxy.A2a;

namespace McpGateway.Tests.Proxy.A2a;

/// <summary>An id is of use to the caller that got it, at the agent that it came from, and to nobody else.</summary>
public sealed class A2aIdsTests : IDisposable
{
    private readonly A2aWorld _world = new();

    private A2aIds Alice => _world.Alice;

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Task_AnyId_IsOpenedByItsCallerAloneAndAlwaysLooksTheSame() =>
        Prop.ForAll<NonEmptyString>(id =>
        {
            if (id.Get.Any(char.IsSurrogate))
            {
                return true;
            }

            var text = Alice.SealTask(id.Get)!;
            return text == _world.AliceLater.SealTask(id.Get)
                && _world.AliceLater.OpenTask(text) == id.Get
                && Alice.OpenTask(text) == id.Get
                && _world.Bob.OpenTask(text) is null
                && _world.Elsewhere.OpenTask(text) is null
                && _world.Foreign.OpenTask(text) is null
                && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void OpenTask_AnyText_NeverThrowsAndOpensNothing() =>
        Prop.ForAll<string>(text => text is null || Alice.OpenTask(text) is null).QuickCheckThrowOnFailure();

    [Fact]
    public void Context_OfTheAgent_IsOpenedByItsCallerAlone()
    {
        var text = Alice.SealContext("ctx-1")!;

        Assert.Equal("ctx-1", Alice.OpenContext(text));
        Assert.Equal(text, Alice.SealContext("ctx-1"));
        Assert.Null(_world.Bob.OpenContext(text));
        Assert.Null(_world.Elsewhere.OpenContext(text));
        Assert.False(Alice.Owns("ctx-1"));
    }

    [Fact]
    public void Context_OfTheGateway_IsTheSameOnBothSidesAndSaysWhoseItIs()
    {
        var text = Alice.NewContext();

        Assert.NotEqual(text, Alice.NewContext());
        Assert.Equal((text, text), (Alice.OpenContext(text), Alice.SealContext(text)));
        Assert.Null(_world.Bob.OpenContext(text));
        Assert.Equal((true, false, false), (Alice.Owns(text), _world.Bob.Owns(text), _world.Elsewhere.Owns(text)));

        // What an agent shows of others is sealed as any id of its own.
        Assert.Equal(text, _world.Bob.OpenContext(_world.Bob.SealContext(text)!));
    }

    [Fact]
    public void Context_OfTheClient_IsItsOwnAndSharedWithNobody() =>
        Prop.ForAll<NonEmptyString>(text =>
        {
            if (text.Get.Any(char.IsSurrogate))
            {
                return true;
            }

            var (mine, theirs) = (Alice.OpenContext(text.Get)!, _world.Bob.OpenContext(text.Get)!);
            return mine == Alice.OpenContext(text.Get)
                && mine != theirs
                && Alice.SealContext(mine) == text.Get
                && Alice.SealContext(theirs) != text.Get
                && Alice.Owns(mine) && !Alice.Owns(theirs);
        }).QuickCheckThrowOnFailure();

    /// <summary>What is remembered of one id says nothing of another.</summary>
    [Fact]
    public void Ids_InTurns_AreAsWithoutMemory()
    {
        string[] contexts = ["c1", "c2", Alice.OpenContext("my chat")!, _world.Bob.OpenContext("my chat")!, Alice.NewContext()];
        for (var run = 0; run < 20; run++)
        {
            var (context, task) = (contexts[(run * 3) % contexts.Length], $"t{run % 3}");
            var (text, sealedTask) = (_world.AliceLater.SealContext(context)!, _world.AliceLater.SealTask(task)!);

            Assert.Equal((text, sealedTask), (Alice.SealContext(context), Alice.SealTask(task)));
            Assert.Equal((context, task), (Alice.OpenContext(text), Alice.OpenTask(sealedTask)));
            Assert.Equal(_world.AliceLater.Owns(context), Alice.Owns(context));
        }
    }

    /// <summary>Gateways may stand behind gateways: what another one made is a client's text here.</summary>
    [Fact]
    public void Context_OfAnotherGateway_IsAClientsText()
    {
        var text = _world.Foreign.NewContext();

        Assert.True(Alice.IsClients(text));
        Assert.Equal(text, Alice.SealContext(Alice.OpenContext(text)!));
    }
}
