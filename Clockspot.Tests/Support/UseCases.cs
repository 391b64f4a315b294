using System.Collections;
using System.Reflection;
using System.Text;
using Clockspot.Domain.Access;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Clockspot.Tests.Support;

/// <summary>A use-case: a public method of a slice whose first parameter is the actor.</summary>
sealed record UseCase(MethodInfo Method)
{
    /// <summary>All that the program has, so that a new one cannot be forgotten.</summary>
    public static IReadOnlyList<UseCase> All { get; } =
    [
        .. from type in typeof(Program).Assembly.GetTypes()
           where Built.SliceOf(type.Namespace ?? "") is not null && !typeof(IComponent).IsAssignableFrom(type) && !Built.Entities.ContainsKey(type.FullName!)
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
           where method.GetParameters() is [{ } first, ..] && first.ParameterType == typeof(Actor) && !method.IsSpecialName
           orderby type.Name, method.Name
           select new UseCase(method),
    ];

    public string Name => $"{Method.DeclaringType!.Name}.{Method.Name}";

    /// <summary>True when it is told which row, so that another account's id can be given to it.</summary>
    public bool TakesIds => Method.GetParameters().Any(parameter => parameter.ParameterType != typeof(Actor) && HoldsId(parameter.ParameterType, 0));

    /// <summary>Calls it as somebody; every id that it asks for is the one given, everything else is something valid.</summary>
    public async Task<object?> Call(IServiceProvider services, Actor actor, Guid id)
    {
        await using var scope = services.CreateAsyncScope();
        var target = ActivatorUtilities.GetServiceOrCreateInstance(scope.ServiceProvider, Method.DeclaringType!);
        var arguments = Method.GetParameters().Select(parameter => parameter.ParameterType == typeof(Actor) ? actor : Sample(parameter.ParameterType, parameter.Name!, id, 0)).ToArray();
        object? answer;
        try
        {
            answer = Method.Invoke(target, arguments);
        }
        catch (TargetInvocationException thrown)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(thrown.InnerException!);
            throw;
        }
        if (answer is not Task task) return answer;
        await task;
        return task.GetType().GetProperty("Result")?.GetValue(task);
    }

    /// <summary>Everything that an answer says, as text.</summary>
    public static string Dump(object? answer)
    {
        var text = new StringBuilder();
        Dump(answer, text, 0);
        return text.ToString();
    }

    static void Dump(object? value, StringBuilder text, int depth)
    {
        if (value is null || depth > 8) return;
        if (value is IEnumerable many and not string)
        {
            foreach (var one in many) Dump(one, text, depth + 1);
            return;
        }
        text.Append(value).Append('\n');
        if (!Built.IsOurs(value.GetType().Namespace ?? "")) return;
        foreach (var property in value.GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0)) Dump(property.GetValue(value), text, depth + 1);
    }

    static bool HoldsId(Type type, int depth) => type == typeof(Guid) || type == typeof(Guid?) || typeof(IEnumerable<Guid>).IsAssignableFrom(type)
        || (depth < 3 && IsInput(type) && type.GetProperties().Any(property => HoldsId(property.PropertyType, depth + 1)));

    static bool IsInput(Type type) => type.IsClass && Built.IsOurs(type.Namespace ?? "");

    static object? Sample(Type type, string name, Guid id, int depth)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(Guid)) return id;
        if (plain == typeof(string)) return Text(name);
        if (plain == typeof(int)) return 1;
        if (plain == typeof(LocalDate)) return new LocalDate(2026, 3, 2);
        if (plain == typeof(Instant)) return Instant.FromUtc(2026, 3, 2, 13, 0);
        if (Nullable.GetUnderlyingType(type) is not null) return null;
        if (type.IsEnum) return Enum.GetValues(type).GetValue(0);
        if (type.IsAssignableFrom(typeof(List<Guid>))) return new List<Guid> { id };
        if (type.IsAssignableFrom(typeof(List<string>))) return new List<string> { Text(name) };
        if (IsInput(type) && depth < 4) return Make(type, id, depth);
        return type.IsValueType ? Activator.CreateInstance(type) : null;
    }

    static object Make(Type type, Guid id, int depth)
    {
        var constructor = type.GetConstructors().OrderBy(one => one.GetParameters().Length).First();
        var made = constructor.Invoke([.. constructor.GetParameters().Select(parameter => Sample(parameter.ParameterType, parameter.Name!, id, depth + 1))]);
        foreach (var property in type.GetProperties().Where(property => property.CanWrite && property.SetMethod!.IsPublic))
            if (Nullable.GetUnderlyingType(property.PropertyType) is null || HoldsId(property.PropertyType, 0) || property.GetCustomAttributes().Any(one => one.GetType().Name == "RequiredAttribute"))
                property.SetValue(made, Sample(property.PropertyType, property.Name, id, depth + 1) ?? property.GetValue(made));
        return made;
    }

    static string Text(string name) => name.ToLowerInvariant() switch
    {
        var one when one.Contains("mail", StringComparison.Ordinal) => "somebody.new@example.com",
        var one when one.Contains("zone", StringComparison.Ordinal) => "America/New_York",
        "currency" => "USD",
        "role" => "Employee",
        "number" => "777",
        var one when one.Contains("day", StringComparison.Ordinal) || one.Contains("date", StringComparison.Ordinal) || one.EndsWith("on", StringComparison.Ordinal) => "2026-03-02",
        "latitude" or "longitude" or "radius" or "radiusmeters" => "10",
        "ipranges" => "192.0.2.0/24",
        _ => "Something",
    };
}
