using System.Reflection;

namespace McpGateway.Tests.Architecture;

/// <summary>
/// What stands before another implementation of the same interface must pass on every member. A default body hides that one is missed: the
/// decorator answers for itself, and what it decorates is never asked.
/// </summary>
public sealed class DecoratorTests
{
    private const BindingFlags Constructors = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    [Fact]
    public void Decorators_OfThePorts_PassOnMembersWithADefaultBody()
    {
        var decorators = Decorators().ToArray();

        Assert.Contains(decorators, static pair => pair.Type.Name == "FreshAuthenticator");
        Assert.Empty(decorators.SelectMany(static pair => MissedBy(pair.Type, pair.Port)));
    }

    [Fact]
    public void MissedBy_DecoratorThatLeavesTheDefault_NamesIt() =>
        Assert.Equal(["Forgetful: Port.WithDefault"], MissedBy(typeof(Forgetful), typeof(IPort)));

    private static IEnumerable<(Type Type, Type Port)> Decorators() =>
        from assembly in ProductAssemblies.Loaded
        from type in assembly.GetTypes()
        where type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false }
        from port in type.GetInterfaces()
        where type.GetConstructors(Constructors).Any(made => made.GetParameters().Any(parameter => parameter.ParameterType == port))
        select (type, port);

    private static IEnumerable<string> MissedBy(Type type, Type port)
    {
        var map = type.GetInterfaceMap(port);
        return map.TargetMethods.Zip(map.InterfaceMethods)
            .Where(static pair => !pair.Second.IsStatic && pair.First?.DeclaringType?.IsInterface is not false)
            .Select(pair => $"{type.Name}: {port.Name[1..]}.{pair.Second.Name}");
    }

    private interface IPort
    {
        void WithDefault()
        {
        }

        void Without();
    }

    private sealed class Forgetful(IPort inner) : IPort
    {
        public void Without() => inner.Without();
    }
}
