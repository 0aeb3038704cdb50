import DMN
import Diagnostics
import FEEL
import Foundation

/// A model of several decisions as people draw them: a boxed `for`, contexts, a table, a function and
/// checked structures.
enum OrderModel {
  /// The decisions, each with what it shows; `Offer` takes the others.
  static let decisions = [
    (name: "Line totals", title: "boxed for, 10 lines"),
    (name: "Total", title: "sum of these, 2 decisions"),
    (name: "Discount", title: "table over that, 3 decisions"),
    (name: "Offer", title: "whole graph, 5 decisions"),
  ]

  static func decision(_ name: String) -> ExecutableDecision? {
    let (file, found) = DMNReader.read(Array(text.utf8), file: "order.dmn")
    guard let file else { return nil }
    let (model, more) = CompiledModel.compile([file])
    for diagnostic in found + more { print(diagnostic.text) }
    return model.decision(named: name)
  }

  /// An order of ten lines, as values.
  static func inputs(now: DateAndTime) -> ContextValue? {
    let lines = (1...10).map { number in
      "{sku: \"A-\(number)\", price: \(number * 10).90, quantity: \(number % 3 + 1)}"
    }.joined(separator: ", ")
    let source = """
      {Order: {lines: [\(lines)], placed: @"2026-03-01", customer: {tier: "gold", since: @"2019-05-04"}}}
      """
    let compiled = FEELCompiler(scope: Scope()).expression(source, at: Origin(file: "bench"))
      .compiled
    guard case .context(let context)? = compiled?.evaluate([], Evaluation(now: now))
    else { return nil }
    return context
  }

  private static let text = """
    <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="order" namespace="urn:order">
      <itemDefinition name="tTier"><typeRef>string</typeRef>
        <allowedValues><text>"iron", "silver", "gold"</text></allowedValues></itemDefinition>
      <itemDefinition name="tLine">
        <itemComponent name="sku"><typeRef>string</typeRef></itemComponent>
        <itemComponent name="price"><typeRef>number</typeRef></itemComponent>
        <itemComponent name="quantity"><typeRef>number</typeRef></itemComponent>
      </itemDefinition>
      <itemDefinition name="tOrder">
        <itemComponent name="lines" isCollection="true"><typeRef>tLine</typeRef></itemComponent>
        <itemComponent name="placed"><typeRef>date</typeRef></itemComponent>
        <itemComponent name="customer">
          <itemComponent name="tier"><typeRef>tTier</typeRef></itemComponent>
          <itemComponent name="since"><typeRef>date</typeRef></itemComponent>
        </itemComponent>
      </itemDefinition>
      <inputData name="Order" id="order"><variable name="Order" typeRef="tOrder"/></inputData>
      <businessKnowledgeModel name="rounded" id="rounded"><variable name="rounded"/>
        <encapsulatedLogic><formalParameter name="amount" typeRef="number"/>
          <literalExpression><text>decimal(amount, 2)</text></literalExpression></encapsulatedLogic>
      </businessKnowledgeModel>
      <decision name="Line totals" id="lines"><variable name="Line totals"/>
        <informationRequirement><requiredInput href="#order"/></informationRequirement>
        <for iteratorVariable="line">
          <in><literalExpression><text>Order.lines</text></literalExpression></in>
          <return><literalExpression><text>line.price * line.quantity</text></literalExpression></return>
        </for>
      </decision>
      <decision name="Total" id="total"><variable name="Total" typeRef="number"/>
        <informationRequirement><requiredDecision href="#lines"/></informationRequirement>
        <literalExpression><text>sum(Line totals)</text></literalExpression>
      </decision>
      <decision name="Discount" id="discount"><variable name="Discount" typeRef="number"/>
        <informationRequirement><requiredInput href="#order"/></informationRequirement>
        <informationRequirement><requiredDecision href="#total"/></informationRequirement>
        <decisionTable hitPolicy="FIRST">
          <input><inputExpression typeRef="number"><text>Total</text></inputExpression></input>
          <input><inputExpression typeRef="string"><text>Order.customer.tier</text></inputExpression></input>
          <output typeRef="number"/>
          <rule><inputEntry><text>&gt;= 500</text></inputEntry><inputEntry><text>"gold"</text></inputEntry>
            <outputEntry><text>0.1</text></outputEntry></rule>
          <rule><inputEntry><text>&gt;= 500</text></inputEntry><inputEntry><text>-</text></inputEntry>
            <outputEntry><text>0.05</text></outputEntry></rule>
          <rule><inputEntry><text>[100..500)</text></inputEntry>
            <inputEntry><text>"gold", "silver"</text></inputEntry>
            <outputEntry><text>0.02</text></outputEntry></rule>
          <rule><inputEntry><text>-</text></inputEntry><inputEntry><text>-</text></inputEntry>
            <outputEntry><text>0</text></outputEntry></rule>
        </decisionTable>
      </decision>
      <decision name="Shipping" id="shipping"><variable name="Shipping" typeRef="number"/>
        <informationRequirement><requiredInput href="#order"/></informationRequirement>
        <literalExpression><text>if some line in Order.lines satisfies line.quantity &gt; 2 then 9.90 else 4.90</text></literalExpression>
      </decision>
      <decision name="Offer" id="offer"><variable name="Offer"/>
        <informationRequirement><requiredInput href="#order"/></informationRequirement>
        <informationRequirement><requiredDecision href="#total"/></informationRequirement>
        <informationRequirement><requiredDecision href="#discount"/></informationRequirement>
        <informationRequirement><requiredDecision href="#shipping"/></informationRequirement>
        <knowledgeRequirement><requiredKnowledge href="#rounded"/></knowledgeRequirement>
        <context>
          <contextEntry><variable name="net"/>
            <literalExpression><text>rounded(Total * (1 - Discount) + Shipping)</text></literalExpression></contextEntry>
          <contextEntry><variable name="tax"/>
            <literalExpression><text>rounded(net * 0.19)</text></literalExpression></contextEntry>
          <contextEntry><variable name="due"/>
            <literalExpression><text>Order.placed + duration("P14D")</text></literalExpression></contextEntry>
          <contextEntry><variable name="note"/>
            <literalExpression><text>upper case(Order.customer.tier) + ": " + string(net + tax)</text></literalExpression></contextEntry>
        </context>
      </decision>
    </definitions>
    """
}
